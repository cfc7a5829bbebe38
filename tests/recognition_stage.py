"""Decisions of the cast's commune: drafted, submitted, signed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Household, Membership, Recognition, Revision, Round, Survey, VillageStage
from gnbv.services import recognition_signing, recognitions, sealing
from gnbv.services.recognition_signing import Signing
from tests import procedure_papers
from tests.factories import DAY, Cast
from tests.procedure_stage import MIXED, STANDARD, Village, approved_village

SIGNING = Signing("88/QĐ-UBND", DAY, "Nguyễn Văn Lãnh", "Chủ tịch Uỷ ban nhân dân")


def ready_village(session: Session, cast: Cast, **more: object) -> Village:
    """A village at "trình": four homes, one new, one still poor, one from poor to near-poor, one that escaped."""
    given = {"homes": MIXED, "stage": VillageStage.SUBMISSION, **more}
    return on_the_road(session, approved_village(session, cast, **given))  # type: ignore[arg-type]


def on_the_road(session: Session, village: Village) -> Village:
    """With the meeting that agreed and the list that hung as its homes stand now."""
    procedure_papers.agreed_meeting(session, village.review)
    procedure_papers.posted(session, village.review, quiet=True)
    return village


def submitted(
    session: Session, cast: Cast, round_: Round, standard: str = STANDARD, on: date = DAY
) -> Recognition:
    actor = cast.actor(cast.coordinator)
    row = recognitions.draft(session, actor, round_, standard)
    return recognitions.submit(session, actor, row, "15/TTr-BCĐ", on)


def signed(session: Session, cast: Cast, round_: Round, standard: str = STANDARD) -> Recognition:
    row = submitted(session, cast, round_, standard)
    return recognition_signing.sign(session, cast.actor(cast.leader), row, SIGNING)


def told(
    session: Session, home: Household, people: list[dict[str, str]], **groups: dict[str, str]
) -> Revision:
    """Let the approved sheet of ``home`` say this of its roster and of groups of questions."""
    revision = session.scalars(
        select(Revision)
        .join(Survey, (Survey.tenant == Revision.tenant) & (Survey.id == Revision.survey_id))
        .where(Survey.household_id == home.id)
        .order_by(Revision.received_at.desc())
    ).first()
    assert revision is not None
    document = {"answers": {"people": {"member": people}, **groups}, "meta": {}, "attachments": []}
    revision.answers_sealed = sealing.seal_document(f"revision/{revision.id}", document)
    session.flush()
    return revision


def roster(session: Session, home: Household, **changes: dict[str, str]) -> list[dict[str, str]]:
    """The people of ``home`` as the register has them, with what ``changes`` says of ``head``, ``spouse``, ``child``."""
    rows = session.scalars(
        select(Membership)
        .where(Membership.household_id == home.id, Membership.valid_to.is_(None))
        .order_by(Membership.position)
    )
    return [
        {
            "_id": str(row.id), "person_id": str(row.person_id), "full_name": row.person.name, "stays": "home",
            "sex": row.person.sex or "", "birth_year": str(row.person.birth_year), "relation": row.relation,
            "ethnicity": row.person.ethnicity or "", **changes.get(row.relation, {}),
        }
        for row in rows
    ]  # fmt: skip
