"""Villages on their way from answers to recognition, written straight into the tables. Extend freely; no page is driven.

``approved_village`` gives a village whose listed homes have approved sheets and proposed classes; ``stand_at`` says how
far it is; ``procedure_papers`` puts behind it what a village at a later stage has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import (
    Basis,
    Decision,
    DecisionKind,
    FormVersion,
    Household,
    HouseholdClass,
    LedgerRow,
    Purpose,
    Result,
    Revision,
    Round,
    Standing,
    Survey,
    SurveyStatus,
    Unit,
    VillageReview,
    VillageStage,
)
from gnbv.services import village_results, village_reviews
from tests import factories
from tests.factories import DAY, NOW, TENANT, Cast
from tests.phone import published_sheet

STANDARD = "vn-2022-2025"
P, N, X = HouseholdClass.POOR, HouseholdClass.NEAR_POOR, HouseholdClass.NOT_POOR
# Newly arisen, still poor, poor to near-poor, escaping from near-poor.
MIXED: tuple[tuple[HouseholdClass | None, HouseholdClass], ...] = ((None, P), (P, P), (P, N), (N, X))


@dataclass
class Village:
    """``homes`` in the order in which they were asked for."""

    round: Round
    unit: Unit
    review: VillageReview
    homes: list[Household]


def season_of(session: Session, cast: Cast, standards: Sequence[str] = (STANDARD,)) -> Round:
    """An open annual round of the near commune without a list."""
    known = session.scalar(select(FormVersion.id).limit(1))
    round_ = factories.open_round(session, cast, known or published_sheet(session).id, list(standards))
    for line in village_results.of_round(session, round_, [cast.village.id, cast.other_village.id]):
        session.delete(line.line)
    session.flush()
    return round_


def approved_village(
    session: Session,
    cast: Cast,
    *,
    round_: Round | None = None,
    village: Unit | None = None,
    homes: Sequence[tuple[HouseholdClass | None, HouseholdClass]] = MIXED,
    illustrative: bool = False,
    standards: Sequence[str] = (STANDARD,),
    stage: VillageStage = VillageStage.SURVEY,
    first: int = 101,
) -> Village:
    """A village of ``homes`` (class before and class proposed), each with an approved sheet; the actors of its sheets are
    the cast's collector and supervisor. Household numbers begin with ``first``. Not committed."""
    round_ = round_ or season_of(session, cast, standards)
    village = village or cast.village
    made = []
    for place, (before, after) in enumerate(homes):
        number = first + place
        home = factories.household(
            session, village, number, f"Chủ Hộ {number}", f"Vợ Hộ {number}", f"Con Hộ {number}"
        )
        factories.assign(session, round_, home, cast.collector)
        survey = approve(session, cast, round_, home)
        for standard in round_.standards:
            if before is not None:
                _ledger(session, home, before, standard, round_.year - 1, Standing.OFFICIAL, Basis.IMPORT)
            propose(session, round_, home, after, standard, survey=survey, illustrative=illustrative)
        made.append(home)
    session.flush()
    review = village_reviews.of(session, cast.actor(cast.coordinator), round_, village.id)
    stand_at(session, review, stage)
    return Village(round_, village, review, made)


def approve(session: Session, cast: Cast, round_: Round, home: Household) -> Survey:
    """An approved main sheet of a home, with one revision (without readable answers) and its decision."""
    survey = surveyed(session, cast, round_, home, SurveyStatus.APPROVED)
    assert survey.revision_id is not None
    session.add(
        Decision(
            tenant=TENANT, id=new_id(), survey_id=survey.id, revision_id=survey.revision_id,
            actor_id=cast.supervisor.id, kind=DecisionKind.APPROVAL, decided_at=NOW,
        )
    )  # fmt: skip
    session.flush()
    return survey


def surveyed(
    session: Session, cast: Cast, round_: Round, home: Household, status: SurveyStatus = SurveyStatus.RECEIVED
) -> Survey:
    """A main sheet of a home as it stands at the commune."""
    survey = Survey(
        tenant=TENANT, id=new_id(), household_id=home.id, round_id=round_.id, unit_id=home.unit_id,
        collector_id=cast.collector.id, purpose=Purpose.MAIN, status=status, revision_count=1,
        first_received_at=NOW, last_received_at=NOW,
    )  # fmt: skip
    session.add(survey)
    session.flush()
    revision = Revision(
        tenant=TENANT, id=new_id(), survey_id=survey.id, number=1, author_id=cast.collector.id, origin="phone",
        form_version_id=round_.form_version_id, made_at=NOW, utc_offset=420, made_on=DAY, received_at=NOW,
        sha256="0" * 64, answers_sealed=b"", notes={}, member_count=3,
    )  # fmt: skip
    session.add(revision)
    session.flush()
    survey.revision_id = revision.id
    session.flush()
    return survey


def propose(
    session: Session,
    round_: Round,
    home: Household,
    after: HouseholdClass,
    standard: str = STANDARD,
    *,
    survey: Survey | None = None,
    illustrative: bool = False,
) -> LedgerRow:
    """The proposed row of a home, with the result of ``survey`` behind it (twelve marks, three deprived when poor)."""
    result = None
    if survey is not None:
        deprived = 0 if after is X else 3 if after is P else 2
        marks = [{"code": f"i{n}", "deprived": n <= deprived} for n in range(1, 13)]
        result = Result(
            tenant=TENANT, id=new_id(), survey_id=survey.id, revision_id=survey.revision_id, standard=standard,
            pack_version="1", engine=1, b1=200 if after is X else 120, b1_source="paper_items", b2=deprived * 10,
            household_class=after, is_illustrative=illustrative, document={"marks": marks}, computed_at=NOW,
        )  # fmt: skip
        session.add(result)
        session.flush()
    return _ledger(
        session, home, after, standard, round_.year, Standing.PROPOSED, Basis.APPROVAL,
        round_id=round_.id, result_id=result.id if result else None, illustrative=illustrative,
    )  # fmt: skip


def stand_at(session: Session, review: VillageReview, stage: VillageStage, since: date = DAY) -> None:
    """Say that the village is at ``stage``, whatever is missing."""
    review.stage, review.since = stage, since
    session.flush()


def _ledger(
    session: Session,
    home: Household,
    household_class: HouseholdClass,
    standard: str,
    year: int,
    standing: Standing,
    basis: Basis,
    *,
    round_id: UUID | None = None,
    result_id: UUID | None = None,
    illustrative: bool = False,
) -> LedgerRow:
    at = NOW if standing is Standing.PROPOSED else datetime(year, 12, 20, tzinfo=NOW.tzinfo)
    row = LedgerRow(
        tenant=TENANT, id=new_id(), household_id=home.id, round_id=round_id, year=year, standard=standard,
        household_class=household_class, standing=standing, basis=basis, is_illustrative=illustrative,
        result_id=result_id, recorded_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row
