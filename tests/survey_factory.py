"""A received survey with one result, written straight into the tables for tests of what follows its arrival."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import (
    Form,
    FormStatus,
    FormVersion,
    HouseholdClass,
    Origin,
    Purpose,
    Result,
    Revision,
    Survey,
    SurveyStatus,
    User,
)
from tests.factories import DAY, NOW, TENANT, Cast, open_round


def form_version(session: Session) -> FormVersion:
    form = Form(tenant=TENANT, id=new_id(), key=f"thu-{new_id().hex[-6:]}", title="Mẫu thử")
    session.add(form)
    session.flush()
    version = FormVersion(
        tenant=TENANT,
        id=new_id(),
        form_id=form.id,
        version="1",
        status=FormStatus.PUBLISHED,
        sha256="0" * 64,
        source_sha256="0" * 64,
        source=b"",
        compiled={"nodes": [], "lists": {}, "texts": {}, "languages": []},
        xform="",
    )
    session.add(version)
    session.flush()
    return version


def received_survey(
    session: Session,
    cast: Cast,
    *,
    collector: User | None = None,
    round_id: UUID | None = None,
    household_class: HouseholdClass | None = HouseholdClass.POOR,
    outcome: str | None = None,
    rival: bool = False,
) -> Survey:
    """``household`` of the cast, surveyed by its collector (or ``collector``), waiting for a decision."""
    version = form_version(session)
    author = collector or cast.collector
    survey = Survey(
        tenant=TENANT,
        id=new_id(),
        household_id=cast.household.id,
        round_id=round_id or open_round(session, cast, version.id, ["thu"]).id,
        unit_id=cast.household.unit_id,
        collector_id=author.id,
        purpose=Purpose.MAIN,
        status=SurveyStatus.RECEIVED,
        is_rival=rival,
        revision_count=1,
        first_received_at=NOW,
        last_received_at=NOW,
    )
    session.add(survey)
    session.flush()
    revision = Revision(
        tenant=TENANT,
        id=new_id(),
        survey_id=survey.id,
        number=1,
        author_id=author.id,
        origin=Origin.PHONE,
        form_version_id=version.id,
        made_at=NOW,
        utc_offset=420,
        made_on=DAY,
        received_at=NOW,
        sha256="0" * 64,
        answers_sealed=b"",
        outcome=outcome,
        notes={},
    )
    session.add(revision)
    session.flush()
    survey.revision_id = revision.id
    session.add(
        Result(
            tenant=TENANT,
            id=new_id(),
            survey_id=survey.id,
            revision_id=revision.id,
            standard="thu",
            pack_version="1",
            engine=1,
            b1=120,
            b1_source="paper_total",
            b2=30,
            household_class=household_class,
            is_illustrative=True,
            document={},
            computed_at=NOW,
        )
    )
    session.flush()
    return survey


def only(session: Session) -> Survey:
    """The one survey there is, as the database has it now."""
    session.expire_all()
    return session.scalars(select(Survey)).one()
