"""What an office types from paper, read as the answer that the sheet keeps, and back again: twin of ``typed.js``.

A choice is typed by its place on the paper (``2``) or by the first letters of its words, several apart by a space or a
comma; a day as ``dd/mm/yyyy``. What cannot be read stays as it was typed: the sheet's own rules then say so.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

# Value and words, in the order of the paper.
Choices = Sequence[tuple[str, str]]

EARLIEST_YEAR = 1000
YES = frozenset({"x", "c", "co", "ok", "1"})
_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})", re.ASCII)
_DAY_AT_ONCE = re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII)
_MONTH = re.compile(r"(\d{1,2})[/.\- ](\d{4})", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_TIME = re.compile(r"(\d{1,2})[:hg](\d{2})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_CLOCK = re.compile(r"(\d{2}):(\d{2})", re.ASCII)


def read(node: dict[str, Any], choices: Choices, text: str) -> str:
    """The answer behind what was typed; empty for nothing typed, the text itself when it cannot be read."""
    given = " ".join(unicodedata.normalize("NFC", text).split()) if node["type"] != "string" else text.strip()
    if not given:
        return ""
    kind = node["type"]
    if kind == "select1":
        return _one(choices, given)
    if kind in ("select", "rank"):
        return " ".join(dict.fromkeys(_one(choices, part) for part in _parts(choices, given)))
    if kind == "acknowledge":
        return "OK" if folded(given) in YES else given
    if kind == "date":
        return _day(node.get("appearance") or (), given)
    if kind == "time":
        return _time(given)
    if kind == "dateTime":
        day, _space, clock = given.rpartition(" ")
        return f"{_day((), day)}T{_time(clock)}" if day else given
    if kind == "decimal":
        return given.replace(" ", "").replace(",", ".")
    return given.replace(" ", "") if kind == "int" else unicodedata.normalize("NFC", given)


def shown(node: dict[str, Any], choices: Choices, value: str) -> str:
    """An answer as it is typed."""
    kind = node["type"]
    if kind in ("select1", "select", "rank"):
        places = {choice: str(place) for place, (choice, _words) in enumerate(choices, 1)}
        return " ".join(places.get(one, one) for one in value.split())
    if kind == "acknowledge":
        return "x" if value == "OK" else value
    if kind in ("date", "dateTime"):
        found = _ISO.match(value)
        if found is None:
            return value
        year, month, day = found.groups()
        rest = _CLOCK.search(value[10:]) if kind == "dateTime" else None
        return f"{day}/{month}/{year}" + (f" {rest[0]}" if rest else "")
    if kind == "time":
        found = _CLOCK.match(value)
        return found[0] if found else value
    return value.replace(".", ",") if kind == "decimal" else value


def words(choices: Choices, value: str) -> str:
    """The words of the choices that were taken."""
    known = dict(choices)
    return ", ".join(known.get(one, one) for one in value.split())


def folded(text: str) -> str:
    """Without tone marks and capitals: office keyboards are not always set for Vietnamese."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _one(choices: Choices, text: str) -> str:
    if text.isascii() and text.isdigit() and 0 < int(text) <= len(choices):
        return choices[int(text) - 1][0]
    wanted = folded(text)
    ways = (
        [value for value, label in choices if folded(label) == wanted],
        [value for value, _label in choices if value == text],
        [value for value, label in choices if folded(label).startswith(wanted)],
        [
            value
            for value, label in choices
            if any(word.startswith(wanted) for word in re.split(r"[^\w]+", folded(label)))
        ],
    )
    # The first way that finds anything counts, and only when it finds one: a guess is worse than a question.
    found = next((way for way in ways if way), [])
    return found[0] if len(found) == 1 else text


def _parts(choices: Choices, text: str) -> list[str]:
    if re.fullmatch(r"[0-9 ,;+]+", text):
        return [part for part in re.split(r"[ ,;+]+", text) if part]
    by_comma = [part.strip() for part in re.split(r"[,;+]", text) if part.strip()]
    known = {value for value, _label in choices}
    return text.split() if len(by_comma) == 1 and known.issuperset(text.split()) else by_comma


def _day(looks: Sequence[str], text: str) -> str:
    found = _DAY.fullmatch(text) or _DAY_AT_ONCE.fullmatch(text)
    if found is not None:
        day, month, year = (int(part) for part in found.groups())
    elif "year" in looks and _YEAR.fullmatch(text):
        day, month, year = 1, 1, int(text)
    elif "month-year" in looks and (short := _MONTH.fullmatch(text)) is not None:
        day, month, year = 1, int(short[1]), int(short[2])
    else:
        return text
    try:
        return date(year, month, day).isoformat() if year >= EARLIEST_YEAR else text
    except ValueError:
        return text


def _time(text: str) -> str:
    found = _TIME.fullmatch(text)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return text
    return f"{int(found[1]):02d}:{found[2]}:00.000+07:00"
