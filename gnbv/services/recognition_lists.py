"""The lists of a decision, read from what stands: each household with its class before and after, and why one is refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    Determination,
    HouseholdClass,
    LedgerRow,
    ListReason,
    Pack,
    PackComponent,
    PackStatus,
    Petition,
    Result,
    Revision,
    Round,
)
from gnbv.rules.recognition import REFUSED, lists_of
from gnbv.services import village_results
from gnbv.services.village_results import HomeResult, Proposal

REVIEW, AVERAGE = "review", "average"
_MEANING = {"rule", "indicators"}


@dataclass
class Line:
    """One household under one standard. ``reason``: only of a refused one. ``is_illustrative``: its class may not be
    recognised, because a pack behind it is not confirmed and the class was not keyed from the signed paper sheet."""

    home: HomeResult
    proposal: Proposal
    before: HouseholdClass | None
    lists: list[str]
    members: int
    is_illustrative: bool
    petition: Petition | None = None
    reason: str = ""

    @property
    def after(self) -> HouseholdClass:
        return self.proposal.household_class

    @property
    def household_id(self) -> UUID:
        return self.home.household.id


def homes(session: Session, round_: Round, villages: Iterable[UUID]) -> list[HomeResult]:
    """The listed homes that a sheet classes: not those that ended, nor those that asked only for the average living
    standard, which has a list of its own."""
    found = village_results.of_round(session, round_, villages)
    return [one for one in found if not one.is_closed and one.line.reason is not ListReason.AVERAGE]


def lines(session: Session, round_: Round, standard: str, found: Iterable[HomeResult]) -> list[Line]:
    """The households of ``found`` that have a class under the standard, by village and number. Seven statements at most,
    whatever their number."""
    classed = [one for one in found if standard in one.proposals]
    illustrative = _illustrative(
        session, round_.tenant, standard, [one.proposals[standard] for one in classed]
    )
    petitions = _petitions(session, round_, {one.household.id for one in classed})
    counts = member_counts(session, round_.tenant, classed)
    made = []
    for one in classed:
        proposal, petition = one.proposals[standard], petitions.get(one.household.id)
        before = one.was(standard)
        asked = (
            petition.kind.value if petition else "poor" if one.line.reason is ListReason.PETITION else None
        )
        made.append(
            Line(
                one, proposal, before,
                lists_of(before.value if before else None, proposal.household_class.value, asked),
                counts.get(one.household.id, 0), proposal.ledger_id in illustrative, petition,
            )
        )  # fmt: skip
    _say_why(session, round_.tenant, [line for line in made if REFUSED in line.lists])
    return made


def digest(found: Iterable[Line]) -> str:
    """What the lists say, as one hash: what is signed must be what was submitted."""
    said = [[str(line.household_id), line.after.value, line.lists] for line in found]
    return hashlib.sha256(json.dumps(sorted(said)).encode()).hexdigest()


def member_counts(session: Session, tenant: int, found: Iterable[HomeResult]) -> dict[UUID, int]:
    """How many people the counted sheet of each home tells."""
    revisions = {one.survey.revision_id: one.household.id for one in found if one.survey is not None}
    rows = session.execute(
        select(Revision.id, Revision.member_count).where(
            Revision.tenant == tenant, Revision.id.in_([key for key in revisions if key is not None])
        )
    )
    return {revisions[key]: count or 0 for key, count in rows}


def closed_by_sheet(session: Session, tenant: int, found: Iterable[HomeResult]) -> set[UUID]:
    """Homes whose sheet ended without a class because nobody could be asked (away for long): they keep what they are."""
    revisions = {one.survey.revision_id: one.household.id for one in found if one.survey is not None}
    rows = session.scalars(
        select(Revision.id).where(
            Revision.tenant == tenant,
            Revision.id.in_([key for key in revisions if key is not None]),
            Revision.outcome.is_not(None),
        )
    )
    return {revisions[key] for key in rows}


def _illustrative(session: Session, tenant: int, standard: str, proposals: list[Proposal]) -> set[UUID]:
    """Ledger rows whose class may not be recognised. One computed before its pack was confirmed counts as soon as every
    part that was then illustrative is confirmed in the same version: the figures are the same."""
    marked = [one for one in proposals if one.is_illustrative]
    if not marked:
        return set()
    official: dict[str, set[str]] = {}
    for version, component in session.execute(
        select(Pack.version, PackComponent.component)
        .join(PackComponent, (PackComponent.tenant == Pack.tenant) & (PackComponent.pack_id == Pack.id))
        .where(Pack.tenant == tenant, Pack.key == standard, PackComponent.status == PackStatus.OFFICIAL)
    ):
        official.setdefault(version, set()).add(component)
    known = {
        id_: (version, {name for name, status in (components or {}).items() if status == "illustrative"})
        for id_, version, components in session.execute(
            select(Result.id, Result.pack_version, Result.document["components"]).where(
                Result.tenant == tenant, Result.id.in_([one.result_id for one in marked if one.result_id])
            )
        )
    }
    found = set()
    for one in marked:
        if (
            one.result_id is None
        ):  # set by an act beside the score: any version whose rule and marks are confirmed
            is_open = not any(official[version] >= _MEANING for version in official)
        else:
            version, open_ = known.get(one.result_id, ("", set()))
            is_open = not open_ or not open_ <= official.get(version, set())
        if is_open:
            found.add(one.ledger_id)
    return found


def _petitions(session: Session, round_: Round, ids: set[UUID]) -> dict[UUID, Petition]:
    """The newest request of each home that put it on this list."""
    rows = session.scalars(
        select(Petition)
        .where(Petition.tenant == round_.tenant, Petition.round_id == round_.id)
        .order_by(Petition.received_on, Petition.number)
    )
    return {row.household_id: row for row in rows if row.household_id in ids and row.kind.value != AVERAGE}


def _say_why(session: Session, tenant: int, refused: list[Line]) -> None:
    """The reasons of a refusal: those of the act that set the class, else the lines that explain the score."""
    if not refused:
        return
    acts = dict(
        session.execute(
            select(LedgerRow.id, Determination.reason)
            .join(
                Determination,
                (Determination.tenant == LedgerRow.tenant) & (Determination.id == LedgerRow.decision_id),
            )
            .where(LedgerRow.tenant == tenant, LedgerRow.id.in_([one.proposal.ledger_id for one in refused]))
        )
        .tuples()
        .all()
    )
    explained = dict(
        session.execute(
            select(Result.id, Result.document["why"]).where(
                Result.tenant == tenant,
                Result.id.in_([one.proposal.result_id for one in refused if one.proposal.result_id]),
            )
        )
        .tuples()
        .all()
    )
    for line in refused:
        why = explained.get(line.proposal.result_id) or [] if line.proposal.result_id else []
        score = ". ".join(str(one.get("vi", "")).rstrip(". ") for one in why if isinstance(one, dict))
        line.reason = ". ".join(part for part in (acts.get(line.proposal.ledger_id, ""), score) if part)
