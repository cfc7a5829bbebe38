"""Surveys of one collector in numbers, as they stand after arrival, written straight into the tables."""

from __future__ import annotations

from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import Purpose, Revision, Round, Survey, SurveyStatus, Trace, User
from tests import factories
from tests.factories import NOW, TENANT, Cast


def many(
    session: Session, cast: Cast, round_: Round, who: User, *, surveys: int, found: int, first: int
) -> None:
    """``surveys`` of a collector as they stand after arrival, ``found`` of them without a proper latrine."""
    for number in range(surveys):
        home = factories.household(session, cast.village, first + number, f"Chủ Hộ {first + number}")
        factories.assign(session, round_, home, who)
        survey = Survey(
            tenant=TENANT, id=new_id(), household_id=home.id, round_id=round_.id, unit_id=home.unit_id,
            collector_id=who.id, purpose=Purpose.MAIN, status=SurveyStatus.RECEIVED, revision_count=1,
            first_received_at=NOW, last_received_at=NOW,
        )  # fmt: skip
        session.add(survey)
        session.flush()
        revision = Revision(
            tenant=TENANT, id=new_id(), survey_id=survey.id, number=1, author_id=who.id, origin="phone",
            form_version_id=round_.form_version_id, made_at=NOW, utc_offset=420, made_on=factories.DAY,
            received_at=NOW, sha256="0" * 64, answers_sealed=b"", notes={},
        )  # fmt: skip
        session.add(revision)
        session.flush()
        survey.revision_id = revision.id
        session.add(
            Trace(
                tenant=TENANT, id=new_id(), survey_id=survey.id, revision_id=revision.id, round_id=round_.id,
                household_id=home.id, collector_id=who.id, answers={},
                findings=["latrine"] if number < found else [],
            )
        )  # fmt: skip
    session.commit()
