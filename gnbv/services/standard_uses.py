"""Which standard of a round serves which list and paper, where two are evaluated in one season.

No text that the project has seen says it, so it is a setting, marked unconfirmed until a person says that it agrees with
the commune's instructions (docs/domain-rules.md 2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid, NotPermitted
from gnbv.models import Recognition, RecognitionState, Round
from gnbv.permissions import CONCLUDING_ROLES, Actor
from gnbv.services import access, events

SETTING = "uses"


@dataclass(frozen=True)
class Uses:
    """``recognition``: standards under which there are lists and decisions. ``certificate`` and ``report``: the one that
    certificates and official tables follow; empty where a round has no standard."""

    recognition: tuple[str, ...]
    certificate: str
    report: str
    confirmed_by: UUID | None = None
    confirmed_name: str = ""
    confirmed_at: datetime | None = None

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_by is not None

    @property
    def standards(self) -> tuple[str, ...]:
        """Each standard that serves anything."""
        return tuple(dict.fromkeys([*self.recognition, self.certificate, self.report]))


def of(round_: Round) -> Uses:
    """The setting of a round. By default lists exist for every standard, and papers follow the first."""
    first = round_.standards[0] if round_.standards else ""
    given = round_.settings.get(SETTING) or {}
    lists = [one for one in given.get("recognition") or round_.standards if one in round_.standards]
    at = given.get("confirmed_at")
    return Uses(
        tuple(lists),
        _known(round_, given.get("certificate"), first),
        _known(round_, given.get("report"), first),
        UUID(given["confirmed_by"]) if given.get("confirmed_by") else None,
        str(given.get("confirmed_name") or ""),
        datetime.fromisoformat(at) if at else None,
    )


def needs_word(round_: Round) -> bool:
    """Whether a person still has to confirm the setting: only where there is a choice."""
    return len(round_.standards) > 1 and not of(round_).is_confirmed


def choose(
    session: Session, actor: Actor, round_: Round, recognition: Sequence[str], certificate: str, report: str
) -> Uses:
    """Say which standard serves what; what was confirmed has to be confirmed anew. The same choice changes nothing.

    Raises ``NotPermitted``, ``Invalid`` for a standard that the round does not evaluate or a certificate under one
    without lists, ``Conflict`` once a decision was signed and the choice would leave it out.
    """
    _require(session, actor, round_)
    lists = tuple(one for one in round_.standards if one in recognition)
    if not lists or certificate not in lists or report not in round_.standards:
        raise Invalid(
            "uses_incomplete",
            "Chọn ít nhất một chuẩn để lập danh sách; giấy chứng nhận theo một trong các chuẩn đó, báo cáo theo một chuẩn "
            "của đợt. Cách dùng cũ vẫn giữ. Chọn lại rồi bấm lại.",
            "Choose at least one standard for lists, one of these for certificates, and one of the round's for reports. "
            "The former choice is kept. Choose again.",
        )
    there = of(round_)
    if (there.recognition, there.certificate, there.report) == (lists, certificate, report):
        return there
    signed = set(
        session.scalars(
            select(Recognition.standard).where(
                Recognition.tenant == round_.tenant,
                Recognition.round_id == round_.id,
                Recognition.state == RecognitionState.SIGNED,
            )
        )
    )
    if signed and (not signed <= set(lists) or certificate != there.certificate):
        raise Conflict(
            "uses_signed",
            "Đã ký quyết định công nhận theo cách dùng cũ nên không bỏ chuẩn đã ký, không đổi chuẩn của giấy chứng nhận. "
            "Quyết định và cách dùng cũ vẫn giữ. Cần sửa từng hộ thì dùng “Đính chính”.",
            "A decision was signed under the former choice, so a signed standard is not left out and certificates keep "
            "theirs. Both are kept. To change single households, use “Correction”.",
        )
    round_.settings = {
        **round_.settings,
        SETTING: {"recognition": list(lists), "certificate": certificate, "report": report},
    }
    events.record(
        session, actor, "round.uses_chosen", "round", round_.id, unit_id=round_.unit_id,
        recognition=list(lists), certificate=certificate, report=report,
    )  # fmt: skip
    return of(round_)


def confirm(session: Session, actor: Actor, round_: Round) -> Uses:
    """One person's word that the choice agrees with the instructions in force. A second time changes nothing. Raises
    ``NotPermitted``."""
    _require(session, actor, round_)
    there = of(round_)
    if there.is_confirmed:
        return there
    round_.settings = {
        **round_.settings,
        SETTING: {
            "recognition": list(there.recognition),
            "certificate": there.certificate,
            "report": there.report,
            "confirmed_by": str(actor.user_id),
            "confirmed_name": actor.name,
            "confirmed_at": now().isoformat(),
        },
    }
    events.record(session, actor, "round.uses_confirmed", "round", round_.id, unit_id=round_.unit_id)
    return of(round_)


def _require(session: Session, actor: Actor, round_: Round) -> None:
    if not actor.holds(CONCLUDING_ROLES, access.get_unit_of(session, round_).path):
        raise NotPermitted()


def _known(round_: Round, key: str | None, first: str) -> str:
    return key if key in round_.standards else first
