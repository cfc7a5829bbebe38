"""Decisions of the cast's commune: drafted, submitted, signed."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from gnbv.models import Recognition, Round, VillageStage
from gnbv.services import recognition_signing, recognitions
from gnbv.services.recognition_signing import Signing
from tests.factories import DAY, Cast
from tests.procedure_stage import MIXED, STANDARD, Village, approved_village

SIGNING = Signing("88/QĐ-UBND", DAY, "Nguyễn Văn Lãnh", "Chủ tịch Uỷ ban nhân dân")


def ready_village(session: Session, cast: Cast, **more: object) -> Village:
    """A village at "trình": four homes, one new, one still poor, one from poor to near-poor, one that escaped."""
    given = {"homes": MIXED, "stage": VillageStage.SUBMISSION, **more}
    return approved_village(session, cast, **given)  # type: ignore[arg-type]


def submitted(
    session: Session, cast: Cast, round_: Round, standard: str = STANDARD, on: date = DAY
) -> Recognition:
    actor = cast.actor(cast.coordinator)
    row = recognitions.draft(session, actor, round_, standard)
    return recognitions.submit(session, actor, row, "15/TTr-BCĐ", on)


def signed(session: Session, cast: Cast, round_: Round, standard: str = STANDARD) -> Recognition:
    row = submitted(session, cast, round_, standard)
    return recognition_signing.sign(session, cast.actor(cast.leader), row, SIGNING)
