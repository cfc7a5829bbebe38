"""The library of standards: versions with dates and status, taken in, typed in, put in use. Confirming is in ``packs``."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Invalid, NotFound, NotPermitted
from gnbv.models import Pack, PackComponent, PackConfirmation, User
from gnbv.permissions import Actor, can_keep_packs
from gnbv.rules.b1_table import is_complete, is_mapped
from gnbv.services import events, pack_reading, packs

QUICK = {"vi": "Phiếu nhận dạng nhanh (Phiếu A)", "en": "Quick screening (Sheet A)"}


@dataclass(frozen=True)
class Word:
    """One person's confirmation, with their name."""

    confirmation: PackConfirmation
    name: str


@dataclass
class Part:
    """One component of a pack with who confirmed it."""

    row: PackComponent
    name: dict[str, str]
    words: list[Word] = field(default_factory=list)
    is_empty: bool = False

    def has_word_of(self, user_id: UUID) -> bool:
        return any(one.confirmation.user_id == user_id for one in self.words)


@dataclass
class Entry:
    """A version of a pack as the pages show it. ``is_used``: new surveys are scored by it."""

    pack: Pack
    parts: list[Part]
    is_used: bool
    b1_state: str


def entries(session: Session, actor: Actor) -> list[Entry]:
    """All versions of the tenant, the ones in use first. Four queries."""
    found = session.scalars(
        select(Pack).where(Pack.tenant == actor.tenant).order_by(Pack.key, Pack.imported_at.desc())
    ).all()
    used = _used(found)
    made = [_entry(session, pack, pack.id in used) for pack in found]
    return sorted(made, key=lambda one: (one.pack.key, not one.is_used))


def entry(session: Session, actor: Actor, pack_id: UUID) -> Entry:
    """Raises ``NotFound`` outside the tenant."""
    pack = get(session, actor, pack_id)
    same = session.scalars(select(Pack).where(Pack.tenant == actor.tenant, Pack.key == pack.key)).all()
    return _entry(session, pack, pack.id in _used(same))


def get(session: Session, actor: Actor, pack_id: UUID) -> Pack:
    pack = session.get(Pack, (actor.tenant, pack_id))
    if pack is None:
        raise NotFound()
    return pack


def take_in(session: Session, actor: Actor, content: bytes, name: str) -> Pack:
    """Keep an uploaded pack, YAML or workbook: illustrative, and not in use until somebody says so.

    Raises ``NotPermitted``, ``Invalid`` with every problem, ``Conflict`` for other content under the same version.
    """
    if not can_keep_packs(actor):
        raise NotPermitted()
    return _keep(session, actor, pack_reading.read(content, name))


def type_in(
    session: Session, actor: Actor, pack: Pack, version: str, part: str, table: Mapping[str, Any]
) -> Pack:
    """A new version of ``pack`` with the part ``b1`` or ``quick`` as it was typed in (``pack_typing``).

    Nothing else changes; whatever the table says is illustrative until two people confirm it. Raises as ``take_in``.
    """
    if not can_keep_packs(actor):
        raise NotPermitted()
    version = version.strip()
    if not version or version == pack.version:
        raise Invalid(
            "version_missing",
            "Bảng vừa nhập cần số bản mới. Bản cũ giữ nguyên. Ghi số bản rồi bấm lại.",
            "The table needs a new version. The old one is unchanged. Write its number and try again.",
        )
    document = copy.deepcopy(pack.data)
    document["version"] = version
    document[part] = {**document.get(part, {}), **table}
    return _keep(session, actor, document)


def use(session: Session, actor: Actor, pack: Pack) -> None:
    """From now on surveys are scored by this version; results that are there never change. Raises ``NotPermitted``."""
    if not can_keep_packs(actor):
        raise NotPermitted()
    same = session.scalars(select(Pack).where(Pack.tenant == actor.tenant, Pack.key == pack.key)).all()
    if pack.id in _used(same):
        return
    pack.used_from = now()
    events.record(session, actor, "pack.used", "pack", pack.id, key=pack.key, version=pack.version)
    events.changed(session, actor.tenant, "pack", pack.id)


def _keep(session: Session, actor: Actor, document: Mapping[str, Any]) -> Pack:
    pack_reading.check(session, actor.tenant, document)
    return packs.import_document(session, actor.tenant, document, actor=actor, in_use=False)


def _used(rows: Any) -> set[UUID]:
    newest: dict[str, Pack] = {}
    for row in rows:
        there = newest.get(row.key)
        if row.used_from and (
            there is None or (row.used_from, row.version) > (there.used_from, there.version)
        ):
            newest[row.key] = row
    return {row.id for row in newest.values()}


def _entry(session: Session, pack: Pack, is_used: bool) -> Entry:
    words: dict[str, list[Word]] = {}
    for confirmation, name in session.execute(
        select(PackConfirmation, User.name)
        .join(User, (User.tenant == PackConfirmation.tenant) & (User.id == PackConfirmation.user_id))
        .where(PackConfirmation.tenant == pack.tenant, PackConfirmation.pack_id == pack.id)
        .order_by(PackConfirmation.confirmed_at)
    ):
        words.setdefault(confirmation.component, []).append(Word(confirmation, name))
    b1, areas = pack.data["b1"], pack.data["areas"]
    empty = {
        "rule": any(lines["b1_max"] is None for lines in areas.values()),
        "b1": not is_complete(b1, areas),
        "quick": not pack.data.get("quick", {}).get("items"),
    }
    names = {**{key: part["name"] for key, part in pack.data["components"].items()}, "quick": QUICK}
    rows = session.scalars(
        select(PackComponent)
        .where(PackComponent.tenant == pack.tenant, PackComponent.pack_id == pack.id)
        .order_by(PackComponent.component.desc())
    )
    parts = [
        Part(row, names[row.component], words.get(row.component, []), empty.get(row.component, False))
        for row in rows
    ]
    state = "mapped" if is_mapped(b1, areas) else "blank" if empty["b1"] else "keyed"
    return Entry(pack, parts, is_used, state)
