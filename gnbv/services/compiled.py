"""Compiled sheets and packs, kept in memory once a process: they never change after publication."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from gnbv.models import Form, FormVersion, Pack, PackComponent, PackStatus
from gnbv.rules.packs import PackRefused
from gnbv.services import packs as pack_store
from gnbv.services.canonical import digest

MOST_KEPT = 64
# Asked for every survey that arrives: made once.
_NAMED = (
    select(FormVersion.id, Form.key, FormVersion.version, FormVersion.sha256)
    .join(Form, (Form.tenant == FormVersion.tenant) & (Form.id == FormVersion.form_id))
    .where(
        FormVersion.tenant == bindparam("tenant"),
        Form.key == bindparam("form"),
        FormVersion.version == bindparam("version"),
    )
)
_PACKS = (
    select(Pack.id, Pack.key, Pack.version, Pack.sha256)
    .where(
        Pack.tenant == bindparam("tenant"),
        Pack.key.in_(bindparam("keys", expanding=True)),
        Pack.used_from.is_not(None),
    )
    .order_by(Pack.used_from, Pack.version)
)
_STATUSES = select(PackComponent.pack_id, PackComponent.component, PackComponent.status).where(
    PackComponent.tenant == bindparam("tenant"), PackComponent.pack_id.in_(bindparam("ids", expanding=True))
)


class Sheet(NamedTuple):
    """A published version of a sheet, ready to run."""

    id: UUID
    form: str
    version: str
    sha256: str
    compiled: dict[str, Any]


class Standard(NamedTuple):
    """A version of a standard or score pack. ``sha256`` changes with the status of its parts, too."""

    id: UUID
    key: str
    version: str
    sha256: str
    data: dict[str, Any]


class _Kept:
    """The newest values by content hash. Content hashes, because tests and tenants have their own rows."""

    def __init__(self) -> None:
        self._values: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._lock = Lock()

    def get(self, sha256: str) -> dict[str, Any] | None:
        with self._lock:
            if sha256 in self._values:
                self._values.move_to_end(sha256)
            return self._values.get(sha256)

    def put(self, sha256: str, value: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            self._values[sha256] = value
            while len(self._values) > MOST_KEPT:
                self._values.popitem(last=False)
        return value


_sheets = _Kept()
_packs = _Kept()


def sheet(session: Session, tenant: int, form: str, version: str) -> Sheet | None:
    """A sheet by the names that travel with a survey; ``None`` when this server does not have it."""
    found = session.execute(_NAMED, {"tenant": tenant, "form": form, "version": version}).first()
    if found is None:
        return None
    tree = _sheets.get(found.sha256)
    if tree is None:
        wanted = select(FormVersion.compiled).where(FormVersion.tenant == tenant, FormVersion.id == found.id)
        tree = _sheets.put(found.sha256, session.scalars(wanted).one())
    return Sheet(found.id, found.key, found.version, found.sha256, tree)


def sheets_by_id(session: Session, tenant: int, ids: set[UUID]) -> list[Sheet]:
    """Several sheets, in one query for the rows and one for the trees that are not in memory yet."""
    rows = session.execute(
        select(FormVersion.id, Form.key, FormVersion.version, FormVersion.sha256)
        .join(Form, (Form.tenant == FormVersion.tenant) & (Form.id == FormVersion.form_id))
        .where(FormVersion.tenant == tenant, FormVersion.id.in_(ids))
        .order_by(Form.key, FormVersion.version)
    ).all()
    missing = {row.id: row.sha256 for row in rows if _sheets.get(row.sha256) is None}
    if missing:
        trees = select(FormVersion.id, FormVersion.compiled).where(
            FormVersion.tenant == tenant, FormVersion.id.in_(missing)
        )
        for found in session.execute(trees):
            _sheets.put(missing[found.id], found.compiled)
    return [Sheet(row.id, row.key, row.version, row.sha256, _sheets.get(row.sha256) or {}) for row in rows]


def packs(session: Session, tenant: int, keys: list[str], sheet: Sheet) -> list[Standard]:
    """The version in use of each pack in ``keys``, compiled for ``sheet`` and with today's status of its parts, in
    that order. Two queries when all are in memory.

    Left out: unknown keys, and a pack that asks for questions this sheet does not have. Putting such a sheet in use is
    refused with words; where it stands in a round all the same, the phones must still get their kit.
    """
    rows = session.execute(_PACKS, {"tenant": tenant, "keys": keys}).all()
    newest = {row.key: row for row in rows}
    statuses: dict[UUID, dict[str, PackStatus]] = {}
    for part in session.execute(_STATUSES, {"tenant": tenant, "ids": [row.id for row in newest.values()]}):
        statuses.setdefault(part.pack_id, {})[part.component] = part.status
    found = []
    for row in (newest[key] for key in keys if key in newest):
        status = statuses.get(row.id, {})
        # The status is part of what was compiled: two people may make a part official while we run.
        name = f"{row.sha256}/{sheet.sha256}/{sorted(str(value) for value in status.items())}"
        data = _packs.get(name)
        if data is None:
            pack = session.get_one(Pack, (tenant, row.id))
            try:
                data = _packs.put(name, pack_store.compiled(session, pack, sheet.compiled))
            except PackRefused:
                continue
        found.append(Standard(row.id, row.key, row.version, digest(name.split("/")), data))
    return found
