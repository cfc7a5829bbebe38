"""What an OpenRosa program may fetch: sheets, and the files beside them."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import NotFound
from gnbv.models import Form, FormStatus, FormVersion, RoundStatus
from gnbv.models.round import Round
from gnbv.permissions import SURVEY_ROLES, Actor
from gnbv.services import access, assigned_tables, form_media
from gnbv.services.form_media import Media

HOUSEHOLDS_FILE = f"{assigned_tables.HOUSEHOLDS}.csv"
MEMBERS_FILE = f"{assigned_tables.MEMBERS}.csv"
OWN_FILES = (HOUSEHOLDS_FILE, MEMBERS_FILE)
MOST_HASHES = 500
SUBMISSION_ACTION = re.compile(r"(<submission\b[^>]*?)\s+action=\"[^\"]*\"")
# A published version never changes, so neither does its hash.
_hashes: OrderedDict[UUID, str] = OrderedDict()


@dataclass(frozen=True)
class Listed:
    """One entry of the form list."""

    id: UUID
    form: str
    version: str
    title: str
    md5: str


@dataclass(frozen=True)
class OwnFile:
    """A file made for one person, with the households whose data stand in it."""

    content: bytes
    households: list[UUID]


def listed(session: Session, actor: Actor) -> list[Listed]:
    """One version of each sheet: that of the newest open round where the actor surveys, else the newest published."""
    if not actor.grants:
        return []
    rows = session.execute(
        select(FormVersion.id, FormVersion.form_id, Form.key, Form.title, FormVersion.version)
        .join(Form, (Form.tenant == FormVersion.tenant) & (Form.id == FormVersion.form_id))
        .where(FormVersion.tenant == actor.tenant, FormVersion.status == FormStatus.PUBLISHED)
        .order_by(FormVersion.published_at, FormVersion.id)
    ).all()
    newest = {row.form_id: row for row in rows}
    by_id = {row.id: row for row in rows}
    for version_id in _of_open_rounds(session, actor):
        if version_id in by_id:
            newest[by_id[version_id].form_id] = by_id[version_id]
    return [
        Listed(row.id, row.key, row.version, row.title, _hash(session, actor.tenant, row.id))
        for row in sorted(newest.values(), key=lambda row: (row.title, row.key))
    ]


def version(session: Session, actor: Actor, version_id: UUID) -> FormVersion:
    """A version to fetch, an older one of a draft too. Raises ``NotFound`` for one never published and for an actor
    without any role in force."""
    found = form_media.version_of(session, actor.tenant, version_id)
    if found is None or found.status is FormStatus.DRAFT or not actor.grants:
        raise NotFound()
    return found


def document(xform: str) -> bytes:
    """The XForm as programs get it: a sheet that names another server (``submission_url``) must not send the answers of
    a household there."""
    return SUBMISSION_ACTION.sub(r"\1", xform).encode()


def manifest(session: Session, actor: Actor, found: FormVersion) -> list[Media]:
    """The files of a version for this actor. The table of assigned households is there for every sheet, that of their
    members only when the sheet names it: what is not needed does not travel."""
    files = [one for one in form_media.listed(session, found) if one.name not in OWN_FILES]
    own = [HOUSEHOLDS_FILE]
    if MEMBERS_FILE in form_media.names(found.xform):
        own.append(MEMBERS_FILE)
    for name in own:
        made = own_file(session, actor, found, name)
        files.append(Media(name, form_media.md5(made.content), form_media.content_type(name)))
    return files


def own_file(session: Session, actor: Actor, found: FormVersion, name: str) -> OwnFile:
    """The actor's own table of that name."""
    homes = assigned_tables.assigned(session, actor, found.form_id)
    ids = [home.id for home, _ in homes]
    if name == HOUSEHOLDS_FILE:
        rows = assigned_tables.households(session, homes)
        return OwnFile(assigned_tables.as_csv(assigned_tables.HOUSEHOLD_COLUMNS, rows), ids)
    rows = assigned_tables.members(session, actor.tenant, ids)
    return OwnFile(assigned_tables.as_csv(assigned_tables.MEMBER_COLUMNS, rows), ids)


def _of_open_rounds(session: Session, actor: Actor) -> list[UUID]:
    open_ = access.rounds_in_scope(actor, SURVEY_ROLES).where(Round.status == RoundStatus.OPEN)
    rounds = (
        session.scalars(open_.order_by(Round.opens_on, Round.id)).all() if actor.paths(SURVEY_ROLES) else []
    )
    return [row.form_version_id for row in rounds]


def _hash(session: Session, tenant: int, version_id: UUID) -> str:
    if version_id not in _hashes:
        xform = select(FormVersion.xform).where(FormVersion.tenant == tenant, FormVersion.id == version_id)
        _hashes[version_id] = form_media.md5(document(session.scalars(xform).one()))
        while len(_hashes) > MOST_HASHES:
            _hashes.popitem(last=False)
    return _hashes[version_id]
