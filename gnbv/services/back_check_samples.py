"""The sample of a round to interview anew: drawn with a recorded seed, and added to when more surveys have come. Who goes
there is given elsewhere (``back_check_carriers``)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid, NotPermitted
from gnbv.ids import new_id
from gnbv.models import (
    BackCheck,
    Purpose,
    Revision,
    Round,
    RoundHousehold,
    RoundStatus,
    Survey,
    SurveyStatus,
)
from gnbv.permissions import ASSIGNING_ROLES, Actor
from gnbv.rules import sampling
from gnbv.services import access, events
from gnbv.services.back_check_questions import SETTINGS

USUAL_SHARE = 0.05
MOST_SHARE = 0.5
MOST_SEED = 2**31
DRAWN = "drawn"
CAME_IN = (SurveyStatus.RECEIVED, SurveyStatus.RETURNED, SurveyStatus.APPROVED, SurveyStatus.RECOGNISED)


@dataclass(frozen=True)
class Drawn:
    """What a draw added. ``sample`` of ``surveys`` now stand in the sample, those asked for one by one not counted."""

    added: list[BackCheck]
    sample: int
    surveys: int
    seed: int


def draw(
    session: Session, actor: Actor, round_: Round, share: float = USUAL_SHARE, seed: int | None = None
) -> Drawn:
    """Draw from the main surveys that came in, of each collector the ``share``, at least one. Called again, it adds what
    is missing since more came in or the share was raised; what was drawn stays. The first seed holds for the round.

    Raises ``NotPermitted`` without a role over the whole round, ``Invalid`` for share or seed, ``Conflict`` for another
    seed, a round that is not open, or when no survey has come in.
    """
    if not actor.holds(ASSIGNING_ROLES, access.get_unit_of(session, round_).path):
        raise NotPermitted()
    _require_open(round_)
    # One draw at a time: the second finds the first one's sample.
    session.execute(
        select(Round.id).where(Round.tenant == round_.tenant, Round.id == round_.id).with_for_update()
    )
    session.refresh(round_)
    seed = _seed(round_, share, seed)
    surveys = _population(session, round_)
    if not surveys:
        raise Conflict(
            "no_survey_yet",
            "Chưa có phiếu nào ở xã nên chưa rút được mẫu. Chưa có gì thay đổi. Rút khi đã có phiếu gửi về.",
            "No survey has come in, so nothing was drawn. Nothing was changed. Draw when surveys have arrived.",
        )
    groups: dict[str, dict[str, Survey]] = {}
    for survey in surveys:
        groups.setdefault(str(survey.collector_id), {})[str(survey.household_id)] = survey
    known = {row.survey_id: row for row in _rows(session, round_)}
    sample = [str(one.household_id) for one in surveys if one.id in known and known[one.id].seed]
    picked = set(sampling.draw(groups, share=share, seed=seed, drawn=sample))
    chosen = [one for found in groups.values() for home, one in found.items() if home in picked]
    added = [_put(session, actor, round_, one, known.get(one.id), share, seed) for one in chosen]
    round_.settings = {
        **round_.settings,
        SETTINGS: {**round_.settings.get(SETTINGS, {}), "share": share, "seed": seed},
    }
    session.flush()
    found = Drawn(added, len(sample) + len(added), len(surveys), seed)
    events.record(
        session, actor, "round.back_checks_drawn", "round", round_.id, unit_id=round_.unit_id,
        seed=seed, share=share, added=len(added), sample=found.sample, surveys=found.surveys,
    )  # fmt: skip
    return found


def _population(session: Session, round_: Round) -> list[Survey]:
    """Main surveys of listed households that came in and were made with somebody at home: who moved away cannot be asked
    anew, and only listed households are given to anybody."""
    return list(
        session.scalars(
            select(Survey)
            .join(Revision, (Revision.tenant == Survey.tenant) & (Revision.id == Survey.revision_id))
            .join(
                RoundHousehold,
                (RoundHousehold.tenant == Survey.tenant)
                & (RoundHousehold.round_id == Survey.round_id)
                & (RoundHousehold.household_id == Survey.household_id),
            )
            .where(
                Survey.tenant == round_.tenant,
                Survey.round_id == round_.id,
                Survey.purpose == Purpose.MAIN,
                Survey.is_rival.is_(False),
                Survey.status.in_(CAME_IN),
                Revision.outcome.is_(None),
            )
            .order_by(Survey.id)
        )
    )


def _put(
    session: Session,
    actor: Actor,
    round_: Round,
    survey: Survey,
    known: BackCheck | None,
    share: float,
    seed: int,
) -> BackCheck:
    """A row of the sample. One that somebody asked for before stands in both: why it was asked is kept."""
    if known is not None:
        known.seed, known.share = str(seed), share
        return known
    row = BackCheck(
        tenant=round_.tenant,
        id=new_id(),
        round_id=round_.id,
        survey_id=survey.id,
        seed=str(seed),
        share=share,
        reason=DRAWN,
        drawn_at=now(),
        drawn_by=actor.user_id,
        agreement={},
    )
    session.add(row)
    return row


def _rows(session: Session, round_: Round) -> list[BackCheck]:
    return list(
        session.scalars(
            select(BackCheck).where(BackCheck.tenant == round_.tenant, BackCheck.round_id == round_.id)
        )
    )


def recorded(round_: Round) -> tuple[int | None, float]:
    """The seed of the round's draws (``None`` before the first one) and the share that was drawn last."""
    own = round_.settings.get(SETTINGS, {})
    return own.get("seed"), float(own.get("share", USUAL_SHARE))


def _seed(round_: Round, share: float, wanted: int | None) -> int:
    known, _share = recorded(round_)
    if not 0 < share <= MOST_SHARE or (wanted is not None and not 0 <= wanted < MOST_SEED):
        raise Invalid(
            "bad_sample",
            "Tỉ lệ mẫu phải trên 0 và không quá 50 %, số gốc là số không âm. Mẫu vẫn như cũ. Sửa rồi rút lại.",
            "The share must be above 0 and at most 50 %, the seed a number of zero or more. Nothing was drawn. Correct it.",
        )
    if known is not None and wanted not in (None, known):
        # Drawing with another seed until somebody likes the sample would make it no sample.
        raise Conflict(
            "seed_fixed",
            f"Đợt này đã rút mẫu với số gốc {known}, không đổi được nữa. Mẫu vẫn như cũ. Để nguyên số gốc rồi rút thêm.",
            f"This round was drawn with seed {known}, which holds for the round. The sample is as it was. Keep the seed.",
        )
    return known if known is not None else wanted if wanted is not None else secrets.randbelow(MOST_SEED)


def _require_open(round_: Round) -> None:
    if round_.status is not RoundStatus.OPEN:
        raise Conflict(
            "round_not_open",
            "Đợt rà soát không mở nên không rút mẫu được. Mẫu vẫn như cũ. Cần rút thêm thì mở lại đợt.",
            "The round is not open, so nothing was drawn. The sample is as it was. Open the round again to draw more.",
        )
