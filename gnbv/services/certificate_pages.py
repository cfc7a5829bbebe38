"""What the pages of certificates show: a decision's papers village by village, one village's, one household's, one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from gnbv.errors import NotFound, NotPermitted
from gnbv.models import Certificate, CertificateState, Event, Household, Recognition, Role, Unit, User
from gnbv.permissions import FILE_ROLES, Actor
from gnbv.services import certificate_finding
from gnbv.services.certificates import IN_FORCE


@dataclass
class VillageCount:
    """How many papers of a village are in which state."""

    unit: Unit
    states: Counter[CertificateState] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """Papers that are to be in a household's hands."""
        return sum(self.states[state] for state in IN_FORCE)

    @property
    def waiting(self) -> int:
        return self.states[CertificateState.WAITING]

    @property
    def made(self) -> int:
        return self.states[CertificateState.MADE]

    @property
    def handed(self) -> int:
        return self.states[CertificateState.HANDED]


@dataclass(frozen=True)
class Line:
    """A paper and its household."""

    certificate: Certificate
    household: Household


@dataclass(frozen=True)
class Story:
    """One paper with what happened to it, the newest first; ``handed_by``: who wrote the hand-over down."""

    certificate: Certificate
    replaced: Certificate | None
    replaced_by: Certificate | None
    handed_by: str
    events: list[tuple[Event, str]]


def counts(
    session: Session, actor: Actor, recognition: Recognition, roles: Iterable[Role] = FILE_ROLES
) -> list[VillageCount]:
    """The actor's villages of a decision, by name. Two statements."""
    villages = certificate_finding.villages_of(session, actor, recognition, roles)
    found = {unit.id: VillageCount(unit) for unit in villages}
    rows = session.execute(
        select(Certificate.village_id, Certificate.state, func.count())
        .where(
            Certificate.tenant == recognition.tenant,
            Certificate.recognition_id == recognition.id,
            Certificate.village_id.in_(found),
        )
        .group_by(Certificate.village_id, Certificate.state)
    )
    for village_id, state, count in rows:
        found[village_id].states[state] = count
    return list(found.values())


def village(
    session: Session,
    actor: Actor,
    recognition: Recognition,
    village_id: UUID,
    roles: Iterable[Role] = FILE_ROLES,
) -> Unit:
    """A village of the decision. Raises ``NotFound`` outside the actor's units, ``NotPermitted`` inside without any of
    ``roles``."""
    for unit in certificate_finding.villages_of(session, actor, recognition, list(Role)):
        if unit.id == village_id:
            if not actor.holds(roles, unit.path):
                raise NotPermitted()
            return unit
    raise NotFound()


def lines(
    session: Session,
    recognition: Recognition,
    village_id: UUID | None = None,
    states: Iterable[CertificateState] | None = None,
) -> list[Line]:
    """Papers of a decision, of one village or all (which the caller found in scope), by kind and number."""
    query = (
        select(Certificate, Household)
        .join(
            Household, (Household.tenant == Certificate.tenant) & (Household.id == Certificate.household_id)
        )
        .where(Certificate.tenant == recognition.tenant, Certificate.recognition_id == recognition.id)
        .order_by(Certificate.kind.desc(), Certificate.number)  # poor before near-poor
    )
    if village_id is not None:
        query = query.where(Certificate.village_id == village_id)
    if states is not None:
        query = query.where(Certificate.state.in_(list(states)))
    return [Line(certificate, home) for certificate, home in session.execute(query)]


def of_household(session: Session, home: Household) -> list[Certificate]:
    """Every paper that a household got, the newest first. The caller found the household in scope."""
    query = select(Certificate).where(Certificate.tenant == home.tenant, Certificate.household_id == home.id)
    newest = query.order_by(Certificate.valid_from.desc(), Certificate.recorded_at.desc())
    return list(session.scalars(newest.options(joinedload(Certificate.recognition))))


def story(session: Session, certificate: Certificate) -> Story:
    """The caller found ``certificate`` in scope."""
    here = Certificate.tenant == certificate.tenant
    replaced = (
        session.scalar(select(Certificate).where(here, Certificate.id == certificate.replaces_id))
        if certificate.replaces_id
        else None
    )
    by = session.scalar(select(Certificate).where(here, Certificate.replaces_id == certificate.id))
    rows = session.execute(
        select(Event, User.name)
        .outerjoin(User, (User.tenant == Event.tenant) & (User.id == Event.actor_id))
        .where(
            Event.tenant == certificate.tenant,
            Event.subject_kind == "certificate",
            Event.subject_id == certificate.id,
        )
        .order_by(Event.number.desc())
    )
    handed_by = (
        session.scalar(
            select(User.name).where(User.tenant == certificate.tenant, User.id == certificate.handed_by)
        )
        if certificate.handed_by
        else None
    )
    told = [(event, name or "") for event, name in rows]
    return Story(certificate, replaced, by, handed_by or "", told)
