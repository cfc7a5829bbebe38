"""What a plan file must contain. Faults are handed to a function, so that all of them are told at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from gnbv.rules import recurrence

Path = tuple[str | int, ...]
Add = Callable[[Path, str, str], None]

TEXT = "text"
TEXT_OR_NONE = "text or null"
LIST = "list"
TEXTS = "list of texts"
MAPPING = "mapping"
MAPPING_OR_NONE = "mapping or null"
DAY_OR_NONE = "day or null"
DAYS = "list of days"
WHOLE = "whole number"
NUMBER_OR_NONE = "number or null"

WORDS = {
    TEXT: "chữ, không để trống", TEXT_OR_NONE: "chữ hoặc null", LIST: "một danh sách", TEXTS: "danh sách chữ",
    MAPPING: "một bảng khóa – giá trị", MAPPING_OR_NONE: "một bảng hoặc null",
    DAY_OR_NONE: "ngày dạng 2026-12-31 hoặc null", DAYS: "danh sách ngày dạng 2026-12-31",
    WHOLE: "số nguyên", NUMBER_OR_NONE: "số hoặc null",
}  # fmt: skip

TOP = {
    "schema_version": WHOLE, "slug": TEXT, "source": MAPPING, "document": MAPPING, "level": TEXT,
    "place": MAPPING, "period": MAPPING, "objectives": LIST, "projects": LIST, "tasks": LIST,
    "responsibilities": MAPPING, "reporting": LIST, "reviews": LIST, "inconsistencies": LIST,
}  # fmt: skip
NESTED: dict[str, dict[str, str]] = {
    "document": {
        "kind": TEXT,
        "title": TEXT,
        "number": TEXT_OR_NONE,
        "date": DAY_OR_NONE,
        "issuing_body": TEXT,
    },
    "place": {"name": TEXT, "type": TEXT},
    "period": {"text": TEXT, "start": DAY_OR_NONE, "end": DAY_OR_NONE},
}
DUTY = {
    "id": TEXT,
    "text": TEXT,
    "role": TEXT_OR_NONE,
    "product": TEXT_OR_NONE,
    "schedule_text": TEXT_OR_NONE,
}
LISTS: dict[str, dict[str, str]] = {
    "objectives": {
        "id": TEXT, "kind": TEXT, "text": TEXT, "indicator": TEXT, "comparator": TEXT_OR_NONE,
        "value": NUMBER_OR_NONE, "unit": TEXT_OR_NONE, "deadline": DAY_OR_NONE,
    },
    "projects": {"id": TEXT, "code": TEXT, "name": TEXT, "sub": TEXT_OR_NONE, "sub_name": TEXT_OR_NONE},
    "tasks": {
        "id": TEXT, "kind": TEXT, "section": TEXT, "title": TEXT, "text": TEXT, "actions": TEXTS,
        "lead": TEXT_OR_NONE, "lead_units": TEXTS, "coordinating": TEXTS, "product": TEXT_OR_NONE,
        "schedule_text": TEXT_OR_NONE, "recurrence": MAPPING_OR_NONE, "due_dates": DAYS,
        "due_basis": TEXT_OR_NONE,
    },
    "reporting": {
        "id": TEXT, "who": TEXT, "to_whom": TEXT, "via": TEXT_OR_NONE, "frequency": TEXT_OR_NONE,
        "deadline_text": TEXT_OR_NONE, "deadlines": LIST, "content": TEXT,
    },
    "reviews": {"id": TEXT, "kind": TEXT, "what": TEXT, "schedule_text": TEXT_OR_NONE, "windows": LIST},
    "inconsistencies": {
        "id": TEXT, "severity": TEXT, "kind": TEXT, "where": TEXT, "what": TEXT, "suggested_handling": TEXT,
    },
}  # fmt: skip
COUNTED = {
    "objectives": "objectives", "projects": "projects", "tasks": "tasks", "reporting": "reporting_obligations",
    "reviews": "reviews", "inconsistencies": "inconsistencies",
}  # fmt: skip
LONGEST = {"id": 20, "kind": 40, "section": 200, "no": 40, "comparator": 40, "unit": 80, "severity": 20,
           "slug": 80, "frequency": 80, "role": 80}  # fmt: skip
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def check(data: dict[str, Any], add: Add) -> None:
    """Tell ``add`` of every fault: missing and misshapen values, ids used twice, projects that are not there,
    counts that do not agree with the lists."""
    _fields(data, TOP, (), add)
    if data.get("schema_version") not in (1, None):
        add(("schema_version",), "chỉ đọc được bản 1", "only version 1 can be read")
    if _fits(data.get("slug"), TEXT) and not SLUG.fullmatch(data["slug"]):
        add(("slug",), "chỉ dùng a–z, 0–9 và dấu -", "use a–z, 0–9 and - only")
    for name, fields in NESTED.items():
        if isinstance(data.get(name), dict):
            _fields(data[name], fields, (name,), add)
    ids: dict[str, str] = {}
    for name, fields in LISTS.items():
        for place, record in enumerate(_list(data, name)):
            _record(record, fields, (name, place), ids, add)
    for agency, duties in _mapping(data, "responsibilities").items():
        if not isinstance(duties, list):
            add(("responsibilities", agency), "phải là một danh sách", "must be a list")
            continue
        for place, record in enumerate(duties):
            _record(record, DUTY, ("responsibilities", agency, place), ids, add)
    _projects(data, add)
    _times(data, add)
    _counts(data, add)


def _record(record: Any, fields: dict[str, str], path: Path, ids: dict[str, str], add: Add) -> None:
    if not isinstance(record, dict):
        add(path, "phải là một bảng khóa – giá trị", "must be a mapping")
        return
    _fields(record, fields, path, add)
    given = record.get("id")
    if isinstance(given, str):
        if given in ids:
            add(
                (*path, "id"),
                f"mã {given} đã dùng ở {ids[given]}",
                f"the id {given} is used in {ids[given]} already",
            )
        ids.setdefault(given, str(path[0]))


def _fields(record: dict[str, Any], fields: dict[str, str], path: Path, add: Add) -> None:
    for name, kind in fields.items():
        if name not in record:
            add((*path, name), "thiếu mục này", "is missing")
        elif not _fits(record[name], kind):
            add((*path, name), f"phải là {WORDS[kind]}", f"must be a {kind}")
    for name, longest in LONGEST.items():
        if isinstance(record.get(name), str) and len(record[name]) > longest:
            add((*path, name), f"dài quá {longest} chữ", f"is longer than {longest} characters")


def _fits(value: Any, kind: str) -> bool:
    if kind.endswith("or null") and value is None:
        return True
    if kind in (TEXT, TEXT_OR_NONE):
        return isinstance(value, str) and bool(value.strip())
    if kind == DAY_OR_NONE:
        return _is_day(value)
    if kind in (TEXTS, DAYS):
        one = _is_day if kind == DAYS else lambda item: isinstance(item, str) and bool(item.strip())
        return isinstance(value, list) and all(one(item) for item in value)
    if kind == LIST:
        return isinstance(value, list)
    if kind in (WHOLE, NUMBER_OR_NONE):
        return isinstance(value, int if kind == WHOLE else int | float) and not isinstance(value, bool)
    return isinstance(value, dict)


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value)) and len(value) == 10
    except ValueError:
        return False


def _projects(data: dict[str, Any], add: Add) -> None:
    known = {record.get("id") for record in _list(data, "projects") if isinstance(record, dict)}
    for place, task in enumerate(_list(data, "tasks")):
        named = task.get("project") if isinstance(task, dict) else None
        if named is not None and named not in known:
            add(("tasks", place, "project"), f"không có dự án {named}", f"there is no project {named}")


def _times(data: dict[str, Any], add: Add) -> None:
    """What plans say of time must be readable by ``gnbv.rules.recurrence``; it is tried here, once."""
    anywhen = {"starts_on": date(2020, 1, 1), "ends_on": date(2030, 12, 31), "signed_on": None}
    trials: list[tuple[str, str, Callable[[Any], Any]]] = [
        ("tasks", "recurrence", lambda given: recurrence.turns(given, [date(2030, 12, 31)])),
        ("reviews", "windows", lambda given: recurrence.windows(given, **anywhen)),
        ("reporting", "deadlines", lambda given: recurrence.deadlines(given, year=2030)),
    ]
    for name, key, trial in trials:
        for place, record in enumerate(_list(data, name)):
            try:
                trial(record[key])
            except (KeyError, TypeError, ValueError, AttributeError):
                add((name, place, key), "không hiểu được lịch này", "this schedule cannot be understood")


def _counts(data: dict[str, Any], add: Add) -> None:
    counts = data.get("counts")
    if not isinstance(counts, dict):
        return
    actual = {told: len(_list(data, name)) for name, told in COUNTED.items()}
    duties = [item for item in _mapping(data, "responsibilities").values() if isinstance(item, list)]
    actual["duties"] = sum(map(len, duties))
    for name, number in actual.items():
        if name in counts and counts[name] != number:
            add(
                ("counts", name),
                f"tệp ghi {counts[name]} nhưng có {number}",
                f"the file says {counts[name]} but holds {number}",
            )


def _list(data: dict[str, Any], name: str) -> list[Any]:
    value = data.get(name)
    return value if isinstance(value, list) else []


def _mapping(data: dict[str, Any], name: str) -> dict[str, Any]:
    value = data.get(name)
    return value if isinstance(value, dict) else {}
