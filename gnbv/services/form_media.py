"""Files that a published sheet names: kept with the version at publication, handed out to OpenRosa programs."""

from __future__ import annotations

import hashlib
import html
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import FormFile, FormVersion
from gnbv.services.assigned_tables import as_csv

NAMED = re.compile(r"jr://(?:file|file-csv|images|audio|video)/([^\"'<>]+)")
ITEMSETS = "itemsets.csv"
MAX_BYTES = 20_000_000
LONGEST_NAME = 200


@dataclass(frozen=True)
class Media:
    """One file of a version, without its bytes."""

    name: str
    md5: str
    content_type: str


def names(xform: str) -> list[str]:
    """Names of the files that an XForm asks for, each once, in the order of the form."""
    found = [html.unescape(name).strip() for name in NAMED.findall(xform)]
    if "<input query=" in xform or " query=" in xform:
        found.append(ITEMSETS)
    return list(dict.fromkeys(name for name in found if name and len(name) <= LONGEST_NAME))


def keep(session: Session, version: FormVersion, beside: Path) -> None:
    """Store the files that ``version`` names and that lie in the folder ``beside``; a missing picture is no reason to
    refuse a sheet. The version was flushed."""
    for name in names(version.xform):
        path = beside / Path(name).name
        if Path(name).name == name and path.is_file() and path.stat().st_size <= MAX_BYTES:
            content = path.read_bytes()
            session.add(
                FormFile(
                    tenant=version.tenant,
                    form_version_id=version.id,
                    name=name,
                    content_type=content_type(name),
                    sha256=hashlib.sha256(content).hexdigest(),
                    md5=md5(content),
                    size=len(content),
                    content=content,
                )
            )


def listed(session: Session, version: FormVersion) -> list[Media]:
    """The files of a version; tables that were compiled into it when no file was kept."""
    rows = session.scalars(
        select(FormFile)
        .where(FormFile.tenant == version.tenant, FormFile.form_version_id == version.id)
        .order_by(FormFile.name)
    )
    found = {row.name: Media(row.name, row.md5, row.content_type) for row in rows}
    for name in names(version.xform):
        table = None if name in found else _table(version.compiled, name)
        if table is not None:
            found[name] = Media(name, md5(table), content_type(name))
    return list(found.values())


def content(session: Session, version: FormVersion, name: str) -> bytes | None:
    """The bytes of one file; ``None`` when the version has no such file."""
    kept = session.scalar(
        select(FormFile.content).where(
            FormFile.tenant == version.tenant, FormFile.form_version_id == version.id, FormFile.name == name
        )
    )
    if kept is not None or name not in names(version.xform):
        return kept
    return _table(version.compiled, name)


def content_type(name: str) -> str:
    """By the end of the name; bytes of an unknown kind are only ever saved."""
    if name.lower().endswith(".csv"):
        return "text/csv"
    if name.lower().endswith(".geojson"):
        return "application/geo+json"
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def md5(content: bytes) -> str:
    """The hash that the OpenRosa lists use to say that something changed; nothing is trusted by it."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def version_of(session: Session, tenant: int, version_id: UUID) -> FormVersion | None:
    """A version of a sheet by its id."""
    return session.get(FormVersion, (tenant, version_id))


def _table(compiled: dict[str, Any], name: str) -> bytes | None:
    tables = compiled.get("instances") or {}
    if name == ITEMSETS:
        external = [table for table in tables.values() if "list_name" in table.get("columns", ())]
        if not external:
            return None
        columns = external[0]["columns"]
        return as_csv(columns, (row for table in external for row in table["rows"]))
    table = tables.get(Path(name).stem)
    if table is None or "rows" not in table or not name.lower().endswith(".csv"):
        return None
    return as_csv(table["columns"], table["rows"])
