"""Whether a survey may come in: whose household, which sheet, and what the sheet says of its answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from gnbv.errors import Invalid, NotFound, NotPermitted
from gnbv.models import (
    Area,
    Assignment,
    Household,
    Outcome,
    Purpose,
    Round,
    RoundForm,
    RoundStatus,
    Survey,
    SyncItem,
)
from gnbv.permissions import SURVEY_ROLES, Actor, can_collect
from gnbv.rules.form import Instance
from gnbv.services import access, causes, compiled, instance_ids, reassignments, rows, sync_schema
from gnbv.services.compiled import Sheet

NAMED_PROBLEMS = 5
_HOUSEHOLD = (
    select(Household)
    .where(Household.tenant == bindparam("tenant"), Household.id == bindparam("household"))
    .with_for_update()  # two surveys of one household at the same moment: the second sees the first
)
_OWN = select(Assignment).where(
    Assignment.tenant == bindparam("tenant"),
    Assignment.round_id == bindparam("round"),
    Assignment.household_id == bindparam("household"),
    Assignment.user_id == bindparam("user"),
    Assignment.purpose == bindparam("purpose"),
)
_MADE = (
    select(Survey.id)
    .where(
        Survey.tenant == bindparam("tenant"),
        Survey.round_id == bindparam("round"),
        Survey.household_id == bindparam("household"),
        Survey.collector_id == bindparam("user"),
        Survey.purpose == Purpose.MAIN,
    )
    .limit(1)
)


@dataclass(frozen=True)
class Place:
    """Where a survey belongs. ``hold`` is why a person must look at it first; ``None`` when all is in order."""

    household: Household
    area: Area
    round: Round | None
    assignment_id: UUID | None
    hold: dict[str, Any] | None
    purpose: Purpose = Purpose.MAIN
    # Whose survey it is, when somebody else hands it in (a sheet of paper that the office typed).
    collector_id: UUID | None = None

    @property
    def is_unassigned(self) -> bool:
        return self.hold is not None and self.hold["code"] == causes.UNASSIGNED["code"]


def find_place(session: Session, actor: Actor, payload: dict[str, Any]) -> Place:
    """The household and round of a survey, with the assignment that lets the actor survey it.

    Raises ``NotFound`` for a household outside the actor's units where they never surveyed (or does not exist: the
    words are the same), ``NotPermitted`` inside the units without a role that surveys, and to whoever would
    back-check their own main survey.
    """
    named = {"tenant": actor.tenant, "household": UUID(payload["household"]), "round": UUID(payload["round"])}
    household = session.scalar(_HOUSEHOLD, {"tenant": actor.tenant, "household": named["household"]})
    if household is None:
        raise _not_yours()
    unit = access.get_unit_of(session, household)
    round_ = rows.by_key(session, Round, actor.tenant, UUID(payload["round"]))
    above = access.get_unit_of(session, round_) if round_ is not None else None
    purpose = Purpose.of(payload.get("purpose") or Purpose.MAIN.value)
    own = session.scalars(_OWN, {**named, "user": actor.user_id, "purpose": purpose}).all()
    hold = None
    if not can_collect(actor, unit.path):
        if not own and not access.ever_held(session, actor, household, SURVEY_ROLES):
            raise NotPermitted() if actor.holds(actor.roles, unit.path) else _not_yours()
        hold = causes.MOVED
    if above is not None and not unit.path.startswith(above.path):
        raise _not_yours()
    current = next((row for row in own if row.closed_at is None), None)
    if hold is None and current is None:
        hold = reassignments.cause_of(own)
    if hold is None and round_ is not None and round_.status is not RoundStatus.OPEN:
        hold = causes.ROUND_CLOSED
    if purpose.is_second and session.scalar(_MADE, {**named, "user": actor.user_id}) is not None:
        raise _own_check()
    return Place(household, unit.area_or_default, round_, current.id if current else None, hold, purpose)


def awaits_household(session: Session, actor: Actor, payload: dict[str, Any]) -> bool:
    """Whether the household of a survey that was not found is one that its collector's phone made, and whose own item
    has not come or is kept for a person. Nothing is told of a household elsewhere: its answer is the same."""
    if payload.get("made_here"):
        return True
    kept = select(SyncItem.id).where(
        SyncItem.tenant == actor.tenant,
        SyncItem.subject == UUID(payload["household"]),
        SyncItem.user_id == actor.user_id,
        SyncItem.kind == "household",
        SyncItem.outcome == Outcome.HELD,
        SyncItem.settled_at.is_(None),
    )
    return session.scalar(kept.limit(1)) is not None


def find_sheet(session: Session, round_: Round, payload: dict[str, Any]) -> Sheet | None:
    """The version of the sheet that the survey was made with, when the round uses or has used it."""
    sheet = compiled.sheet(session, round_.tenant, payload["form"], payload["version"])
    if sheet is None or sheet.id == round_.form_version_id:
        return sheet
    used = session.scalar(
        select(RoundForm.id).where(
            RoundForm.tenant == round_.tenant,
            RoundForm.round_id == round_.id,
            RoundForm.form_version_id == sheet.id,
        )
    )
    return sheet if used is not None else None


def run(sheet: Sheet, payload: dict[str, Any]) -> Instance:
    """The answers in the sheet's own rules, on the day the survey was made. Raises ``Invalid`` naming the questions
    that the sheet refuses; a finished survey has none of them, so the phone that sent it has to be looked at."""
    day = sync_schema.day(payload["meta"]["today"])
    try:
        instance_ids.require(payload["answers"])
        instance = Instance(sheet.compiled, payload["answers"], today=day)
        problems = list(instance.problems())
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise Invalid(
            "answers_unreadable",
            "Câu trả lời trong phiếu không đúng với mẫu phiếu nên chưa nhận. Phiếu vẫn giữ trên máy. "
            "Báo cán bộ xã.",
            "The answers do not fit the sheet, so the survey was not taken. It is kept on the phone. "
            "Tell the commune's officer.",
            what=str(error)[:200],
        ) from error
    problems += roster_problems(instance, payload["answers"])
    if problems:
        raise _refused(sheet.compiled, problems)
    return instance


def roster_problems(instance: Instance, answers: dict[str, Any]) -> list[dict[str, Any]]:
    """A household that stays has exactly one head (QĐ 24/2021/QĐ-TTg: the head stands on the list).

    The sheet's own ``head_count`` counts them; a sheet without that question has no such rule.
    """
    people = answers.get("people")
    if not isinstance(people, dict) or not people.get("member"):
        return []
    try:
        heads = instance.value("head_count")
    except KeyError:
        return []
    if heads in ("", "1"):
        return []
    return [{"ref": "roster_complete", "kind": "head", "text": ""}]


def _refused(tree: dict[str, Any], problems: list[dict[str, Any]]) -> Invalid:
    lines = [_line(tree, problem) for problem in problems[:NAMED_PROBLEMS]]
    more = len(problems) - len(lines)
    vi = "; ".join(line["vi"] for line in lines) + (f"; và {more} chỗ nữa" if more else "")
    en = "; ".join(line["en"] for line in lines) + (f"; and {more} more" if more else "")
    return Invalid(
        "answers_invalid",
        f"Phiếu còn câu chưa đúng: {vi}. Phiếu vẫn giữ trên máy. Mở phiếu, sửa các câu này rồi gửi lại.",
        f"Some answers are not right: {en}. The survey is kept on the phone. Open it, correct them and send again.",
        questions=[{"ref": str(problem["ref"]), "kind": str(problem["kind"])} for problem in problems],
    )


def _line(tree: dict[str, Any], problem: dict[str, Any]) -> dict[str, str]:
    """One problem in both languages: the question, and what its own message says."""
    if problem["kind"] == "head":
        return {"vi": "danh sách phải có đúng một chủ hộ", "en": "the roster needs exactly one head"}
    key = str(problem["ref"]).split("@")[0]
    node = next((node for node in tree["nodes"] if node["key"] == key), None)
    line = {}
    for locale, unanswered, invalid in (
        ("vi", "chưa trả lời", "không hợp lệ"),
        ("en", "has no answer", "is not valid"),
    ):
        label = (_text(tree, node, "label", locale) if node else "") or key
        said = _text(tree, node, "constraint", locale).rstrip(". ") if node else ""
        if problem["kind"] == "required":
            line[locale] = f"“{label}” {unanswered}"
        else:
            line[locale] = f"“{label}”: {said}" if said else f"“{label}” {invalid}"
    return line


def _text(tree: dict[str, Any], node: dict[str, Any], kind: str, locale: str) -> str:
    """A text of the sheet in one language, or in its own when it has not that one; values in it become "…"."""
    by_language = tree["texts"].get(f"{node['path']}:{kind}", {})
    wanted = next((name for name in by_language if name == locale or name.endswith(f"({locale})")), None)
    parts: list[Any] = by_language.get(wanted or tree.get("default_language"), [])
    return "".join(part if isinstance(part, str) else "…" for part in parts).strip()


def _own_check() -> NotPermitted:
    return NotPermitted(
        "own_check",
        "Không ai tự phúc tra phiếu của mình. Phiếu vẫn giữ trên máy, xã chưa nhận. Báo người phân công giao cho người khác.",
        "Nobody back-checks their own survey. It is kept on the phone and was not taken. "
        "Ask whoever assigns to give it to somebody else.",
    )


def _not_yours() -> NotFound:
    return NotFound(
        "household_not_found",
        "Hộ trong phiếu này không thuộc địa bàn của tài khoản. Phiếu vẫn giữ trên máy, xã chưa nhận. "
        "Kiểm tra lại hộ; cần nhập hộ này thì báo cán bộ xã phân công.",
        "The household of this survey is not in this account's area. It is kept on the phone and was not taken. "
        "Check the household; if you must survey it, ask the commune to assign it to you.",
    )
