"""An uploaded pack, YAML or workbook, read and checked against the sheet it is for. The database gives only the sheet."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import today
from gnbv.errors import Invalid
from gnbv.models import Form, FormStatus, FormVersion
from gnbv.rules.b1_table import rows
from gnbv.rules.form import Instance
from gnbv.rules.packs import PackRefused, check_conditions, compile_pack
from gnbv.rules.scoring import score
from gnbv.services import pack_files, pack_workbook

MAX_BYTES = 2_000_000
DEEPEST = 40
KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,58}")
Problems = list[tuple[str, str]]
SHAPES = (AttributeError, TypeError, KeyError, ValueError, IndexError, RecursionError)


def read(content: bytes, name: str) -> dict[str, Any]:
    """The document of an uploaded file, ``extends`` resolved. Raises ``Invalid`` with all problems as (place, reason)."""
    document = pack_workbook.read(content) if name.lower().endswith(".xlsx") else _yaml(content)
    if (base := document.pop("extends", None)) is not None:
        document = _extended(str(base), document)
    return document


def check(session: Session, tenant: int, document: Mapping[str, Any]) -> None:
    """Raises ``Invalid`` with all problems: shape, words, expressions against the newest sheet, a result on both areas."""
    try:
        problems = pack_files.problems(dict(document)) or list(_own(document))
    except SHAPES as error:
        raise refused([("file", "has another shape than a pack")]) from error
    if problems:
        raise refused(problems)
    version = newest_sheet(session, tenant, str(document["form"]))
    if version is None:
        raise refused([("form", f"there is no form {document['form']} to check it with")])
    try:
        check_conditions(version.compiled, document.get("quick", {}).get("items", []))
        compiled = compile_pack(document, version.compiled)
        for area in document["areas"]:
            score(Instance(version.compiled, {}, today=today()), compiled, area=area)
    except PackRefused as problem:
        raise refused(problem.problems) from problem
    except SHAPES as error:
        raise refused([("file", "has another shape than a pack")]) from error


def newest_sheet(session: Session, tenant: int, key: str) -> FormVersion | None:
    """The version published last, else the newest draft."""
    return session.scalars(
        select(FormVersion)
        .join(Form, (Form.tenant == FormVersion.tenant) & (Form.id == FormVersion.form_id))
        .where(FormVersion.tenant == tenant, Form.key == key)
        .order_by(FormVersion.status != FormStatus.PUBLISHED, FormVersion.published_at.desc())
        .limit(1)
    ).first()


def refused(problems: Problems) -> Invalid:
    listed = "; ".join(f"{place}: {reason}" for place, reason in problems[:5])
    return Invalid(
        "pack_refused",
        "Chưa nhận bộ chuẩn này. Bộ chuẩn đang dùng vẫn giữ nguyên. Sửa từng chỗ dưới đây rồi tải lên lại.",
        f"This pack was not taken: {listed}. Packs in use are unchanged. Correct the file and upload it again.",
        problems=problems,
    )


def _yaml(content: bytes) -> dict[str, Any]:
    if not content:
        raise refused([("file", "empty")])
    if len(content) > MAX_BYTES:
        raise refused([("file", "too_big")])
    try:
        text = content.decode("utf-8-sig")
        depth = 0
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                # A few lines of aliases grow to more than any memory holds.
                raise refused([("file", "may not use anchors")])
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise refused([("file", "has another shape than a pack")])
        document = yaml.safe_load(text)
    except (UnicodeDecodeError, yaml.YAMLError, ValueError, RecursionError) as error:
        raise refused([("file", " ".join(str(error).split())[:200])]) from error
    if not isinstance(document, dict):
        raise refused([("file", "not a mapping")])
    plain: dict[str, Any] = pack_files.plain(document)
    return plain


def _extended(base: str, document: dict[str, Any]) -> dict[str, Any]:
    path = pack_files.PACKS / "standards" / f"{base}.yaml"
    if not KEY.fullmatch(base) or not Path(path).is_file():
        raise refused([("extends", f"extends a pack that is not here: {base[:60]}")])
    try:
        return pack_files.extended(pack_files.read_pack(path), copy.deepcopy(document))
    except SHAPES as error:
        raise refused([("file", "has another shape than a pack")]) from error


def _own(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not isinstance(document["pack"], str) or not KEY.fullmatch(document["pack"]):
        yield "pack", "has another shape than a pack"
    if not isinstance(document["version"], str) or not 0 < len(document["version"]) <= 40:
        yield "version", "is missing"
    for key in ("valid_from", "valid_to"):
        try:
            if document[key] is not None or key == "valid_from":
                date.fromisoformat(document[key])
        except SHAPES:
            yield key, "is missing"
    known = pack_files.standards()[0]["texts"]
    for key in known:
        if key not in document["texts"]:
            yield f"texts.{key}", "is missing"
    codes = [item.get("code") for item in document["b1"]["items"]]
    if len(set(codes)) != len(codes) or not all(isinstance(code, str) and code for code in codes):
        yield "b1.items", "is written twice"
    for item in document["b1"]["items"]:
        yield from _categories(item)
    lines = (document.get("quick") or {}).get("items", [])
    if len({line["code"] for line in lines}) != len(lines):
        yield "quick.items", "is written twice"
    for line in lines:
        if not isinstance(line["name"], Mapping) or not isinstance(line["name"].get("vi"), str):
            yield f"quick.{line['code']}.name", "is missing"


def _categories(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    codes = [category.get("code") for category in rows(item)]
    if len(set(codes)) != len(codes):
        yield f"b1.{item.get('code')}", "is written twice"
    for category in rows(item):
        place = f"b1.{item.get('code')}.{category.get('code')}"
        name = category.get("name")
        if not isinstance(name, Mapping) or not isinstance(name.get("vi"), str):
            yield f"{place}.name", "is missing"
        for area, points in (category.get("points") or {}).items():
            if isinstance(points, bool) or not isinstance(points, int | None):
                yield f"{place}.points.{area}", "is a whole number, or empty when not known"
