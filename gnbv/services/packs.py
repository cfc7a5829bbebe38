"""Standards in the database: import, compile for a form, confirm by two people."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, NotFound, NotPermitted
from gnbv.models import Pack, PackComponent, PackConfirmation, PackStatus, Role, User
from gnbv.permissions import Actor, can_confirm_pack
from gnbv.rules.packs import COMPONENTS, compile_pack
from gnbv.services import events, pack_sources

MOST_COMPILED = 32
_compiled: dict[tuple[str, int], tuple[Mapping[str, Any], dict[str, Any]]] = {}


def import_document(
    session: Session,
    tenant: int,
    document: Mapping[str, Any],
    *,
    actor: Actor | None = None,
    in_use: bool = True,
) -> Pack:
    """Keep a pack read by ``pack_files.read_pack``, in use at once or not. The same content again is a no-op.

    Raises Conflict when the version is already there with other content: a changed pack needs a new version.
    """
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    there = session.scalar(
        select(Pack).where(
            Pack.tenant == tenant, Pack.key == document["pack"], Pack.version == document["version"]
        )
    )
    if there is not None:
        if there.sha256 != sha256:
            raise Conflict(
                "pack_changed",
                f"Bộ chuẩn {there.key} bản {there.version} đã có với nội dung khác. Bản đang dùng vẫn giữ nguyên. "
                "Ghi số bản mới rồi nhập lại.",
                f"Pack {there.key} version {there.version} exists with other content. The one in use is unchanged. "
                "Give the file a new version and import it again.",
            )
        return there
    ends = document["valid_to"]
    pack = Pack(
        tenant=tenant,
        key=document["pack"],
        version=document["version"],
        kind=document["kind"],
        name=document["name"]["vi"],
        valid_from=date.fromisoformat(document["valid_from"]),
        valid_to=date.fromisoformat(ends) if ends else None,
        legal_basis=document["legal_basis"],
        sha256=sha256,
        data=json.loads(text),
        imported_at=now(),
        used_from=now() if in_use else None,
    )
    session.add(pack)
    # The components below point at the pack by its key.
    session.flush()
    parts = {name: document["components"][name] for name in COMPONENTS}
    if document.get("quick"):
        parts["quick"] = document["quick"]
    for name, part in parts.items():
        session.add(
            PackComponent(
                tenant=tenant,
                pack_id=pack.id,
                component=name,
                status=PackStatus.ILLUSTRATIVE,
                certainty=str(part.get("certainty", ""))[:10],
            )
        )
    events.record(
        session, actor, "pack.imported", "pack", pack.id, tenant=tenant, key=pack.key, version=pack.version
    )
    events.changed(session, tenant, "pack", pack.id)
    return pack


def get(session: Session, tenant: int, key: str, version: str | None = None) -> Pack:
    """The pack with ``key``: the version in use unless one is named. Raises NotFound."""
    query = select(Pack).where(Pack.tenant == tenant, Pack.key == key)
    query = query.where(Pack.used_from.is_not(None) if version is None else Pack.version == version)
    pack = session.scalars(query.order_by(Pack.used_from.desc(), Pack.version.desc()).limit(1)).first()
    if pack is None:
        raise NotFound()
    return pack


def for_form(session: Session, tenant: int, keys: list[str], form: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The newest version of each pack in ``keys``, compiled for one form; unknown keys are left out."""
    known = set(session.scalars(select(Pack.key).where(Pack.tenant == tenant, Pack.key.in_(keys))))
    return [compiled(session, get(session, tenant, key), form) for key in keys if key in known]


def compiled(session: Session, pack: Pack, form: Mapping[str, Any]) -> dict[str, Any]:
    """The pack as phones and ``rules.scoring`` run it, for one compiled form, with today's status per component.

    Compiling takes some milliseconds and is done once for each pair, as long as the same ``form`` object is passed.
    Raises PackRefused when the pack asks for questions that the form does not have.
    """
    pair = (pack.sha256, id(form))
    if pair not in _compiled:
        # A handful of pairs are in use at a time; the limit only guards a process that lives for years.
        if len(_compiled) >= MOST_COMPILED:
            _compiled.clear()
        # The form is kept beside the result, so that its id cannot come to mean another one.
        _compiled[pair] = (form, compile_pack(pack.data, form))
    document = copy.copy(_compiled[pair][1])
    rows = session.scalars(
        select(PackComponent).where(PackComponent.tenant == pack.tenant, PackComponent.pack_id == pack.id)
    )
    status = {row.component: row.status for row in rows}
    document["components"] = {
        name: {
            **component,
            "status": str(status.get(name, PackStatus.ILLUSTRATIVE)),
            "confirmed": status.get(name) == PackStatus.OFFICIAL,
        }
        for name, component in document["components"].items()
    }
    return document


def confirm(
    session: Session,
    actor: Actor,
    pack_id: UUID,
    component: str,
    *,
    source_number: str,
    source_page: str = "",
    source_sha256: str = "",
) -> PackComponent:
    """One person's word that a component agrees with the document named; the second one makes it official.

    Two different people, at least one an administrator (the other may be the leader, or an administrator of the
    superior unit), both naming the same document. Saying it twice changes nothing. Raises NotPermitted, NotFound,
    Invalid (no source, another source or hash than the first, values still empty). ``source_sha256``: of the
    document's file, 64 hexadecimal digits or empty.
    """
    if not can_confirm_pack(actor):
        raise NotPermitted()
    pack = session.scalar(select(Pack).where(Pack.tenant == actor.tenant, Pack.id == pack_id))
    if pack is None:
        raise NotFound()
    row = session.scalar(
        select(PackComponent).where(
            PackComponent.tenant == actor.tenant,
            PackComponent.pack_id == pack_id,
            PackComponent.component == component,
        )
    )
    if row is None:
        raise NotFound()
    source = " ".join(source_number.split())
    given = list(
        session.scalars(
            select(PackConfirmation).where(
                PackConfirmation.tenant == actor.tenant,
                PackConfirmation.pack_id == pack_id,
                PackConfirmation.component == component,
            )
        )
    )
    fingerprint = source_sha256.strip().lower()
    pack_sources.check_source(source, fingerprint, given)
    pack_sources.check_values(pack.data, component)
    if any(one.user_id == actor.user_id for one in given):
        return row
    session.add(
        PackConfirmation(
            tenant=actor.tenant,
            pack_id=pack_id,
            component=component,
            user_id=actor.user_id,
            source_number=source,
            source_page=source_page.strip()[:60],
            source_sha256=fingerprint or None,
            confirmed_at=now(),
        )
    )
    events.record(session, actor, "pack.confirmed", "pack", pack_id, component=component, source=source)
    is_administrator = actor.has({Role.ADMINISTRATOR}) or any(
        _is_administrator(session, actor, one.user_id) for one in given
    )
    if given and is_administrator:
        row.status = PackStatus.OFFICIAL
        events.record(session, actor, "pack.made_official", "pack", pack_id, component=component)
        events.changed(session, actor.tenant, "pack", pack_id)
    return row


def _is_administrator(session: Session, actor: Actor, user_id: UUID) -> bool:
    user = session.get(User, (actor.tenant, user_id))
    return user is not None and any(
        grant.role == Role.ADMINISTRATOR and grant.holds_on(actor.today) for grant in user.grants
    )
