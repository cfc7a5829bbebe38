"""A back-check beside the survey it is about: compared question by question, each difference settled by a person.

``BackCheck.agreement`` keeps no answer: ``first`` and ``second`` (revisions), ``by`` (version of the questions), ``lines``
(ref → question and verdict), ``same_class`` and ``settled`` (ref → who, when, how, why). Answers are opened again when somebody reads them. Compared
is what the collector sent before the back-check came: what the office corrected later makes nobody more right.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, aliased

from gnbv.clock import now
from gnbv.errors import NotFound
from gnbv.models import BackCheck, Origin, Purpose, Result, Revision, Round, Survey, SurveyStatus
from gnbv.rules import agreement, merging
from gnbv.rules.agreement import DIFFERS, Line
from gnbv.services import back_check_questions, compiled, survey_words, surveys
from gnbv.services.compiled import Sheet

MOST_AT_ONCE = 40
# The sheet's question whether everybody is listed: where a remark about somebody missing stands.
ROSTER_ASKED = "roster_complete"
ARRIVED = (SurveyStatus.RECEIVED, SurveyStatus.RETURNED, SurveyStatus.APPROVED, SurveyStatus.RECOGNISED)


class Pair(NamedTuple):
    """A row of the sample with the survey that it is about, and what was found when it was asked anew."""

    check: BackCheck
    first: Survey
    second: Survey | None


@dataclass(frozen=True)
class Shown:
    """A line in words. ``now``: the current answer where it is no longer the first one; ``settled`` as it was written;
    ``is_agreed``: the current answer says what the back-check found; ``can_take``: it can be corrected here; ``ask_at``:
    where a remark about it stands in the sheet, empty when nowhere."""

    line: Line
    label: str
    who: str
    first: str
    second: str
    now: str
    settled: dict[str, Any] | None
    is_agreed: bool
    can_take: bool
    ask_at: str

    @property
    def is_open(self) -> bool:
        """Whether a person still has to settle it."""
        return self.line.verdict == DIFFERS and self.settled is None and not self.is_agreed


def compare_arrived(session: Session, round_: Round, most: int = MOST_AT_ONCE) -> int:
    """Compare the back-checks that came, came again, or were compared by other questions; at most ``most`` at once. Returns how many."""
    found = _uncompared(session, round_)[:most]
    for pair in found:
        assert pair.second is not None
        _compare(session, round_, pair.check, pair.first, pair.second)
    return len(found)


def has_uncompared(session: Session, round_: Round) -> bool:
    """Whether :func:`compare_arrived` would find something."""
    return bool(_uncompared(session, round_))


def _uncompared(session: Session, round_: Round) -> list[Pair]:
    by = back_check_questions.version(session, round_)
    return [
        pair
        for pair in pairs(session, round_)
        if pair.second is not None
        and pair.second.status in ARRIVED
        and (pair.check.agreement.get("second"), pair.check.agreement.get("by"))
        != (str(pair.second.revision_id), by)
    ]


def pairs(session: Session, round_: Round, check_id: UUID | None = None) -> list[Pair]:
    """The sample of the round, or one row of it, each with the newest back-check of its household that was not
    withdrawn. Two queries."""
    query = (
        select(BackCheck, Survey)
        .join(Survey, (Survey.tenant == BackCheck.tenant) & (Survey.id == BackCheck.survey_id))
        .where(BackCheck.tenant == round_.tenant, BackCheck.round_id == round_.id)
        .order_by(BackCheck.id)
    )
    if check_id is not None:
        query = query.where(BackCheck.id == check_id)
    rows: list[Row[tuple[BackCheck, Survey]]] = list(session.execute(query).all())
    second = aliased(Survey)
    found = session.scalars(
        select(second)
        .where(
            second.tenant == round_.tenant,
            second.round_id == round_.id,
            second.purpose == Purpose.BACK_CHECK,
            second.status != SurveyStatus.WITHDRAWN,
            second.revision_id.is_not(None),
        )
        .order_by(second.first_received_at, second.id)
    )
    newest = {survey.household_id: survey for survey in found}
    return [Pair(check, first, newest.get(first.household_id)) for check, first in rows]


def get(session: Session, round_: Round, check_id: UUID) -> Pair:
    """One row of the sample. Raises ``NotFound`` for another round's."""
    found = pairs(session, round_, check_id)
    if not found:
        raise NotFound()
    return found[0]


def shown(session: Session, round_: Round, pair: Pair, locale: str = "vi") -> list[Shown]:
    """Every compared line in words; the caller has checked the right to read both surveys and logged the reading.
    Empty before the comparison."""
    if pair.second is None or not pair.check.agreement.get("second"):
        return []
    first = session.get_one(Revision, (round_.tenant, UUID(pair.check.agreement["first"])))
    second = session.get_one(Revision, (round_.tenant, UUID(pair.check.agreement["second"])))
    sheet = _sheet(session, first)
    here, there = (surveys.document_of(session, row)["answers"] for row in (first, second))
    current = here
    if pair.first.revision_id is not None and pair.first.revision_id != first.id:
        newest = session.get_one(Revision, (round_.tenant, pair.first.revision_id))
        current = surveys.document_of(session, newest)["answers"]
    writer = survey_words.writer(sheet.compiled, here, _day(first), locale)
    rows = {row.ref: row for section in writer.sections(here) for row in section.rows}
    cells = merging.cells(sheet.compiled, current)
    nodes = {node["key"]: node for node in sheet.compiled["nodes"]}
    questions = {one.key: one for one in back_check_questions.every(sheet)}
    aligned = agreement.aligned(here, there)
    found = []
    for line in _lines(session, round_, sheet, here, there, second):
        key, _, instance = line.ref.partition("@")
        row, present = rows.get(line.ref), cells.get(line.ref)
        moved = present != line.first
        words = [
            "" if value is None else writer.value(ref.partition("@")[0], value)
            for ref, value in ((line.ref, line.first), (line.second_ref, line.second), (line.ref, present))
        ]
        name = merging.name_of(here, instance) or merging.name_of(aligned, instance) if instance else ""
        found.append(
            Shown(
                line=line,
                label=row.label if row else writer.title(key),
                who=name,
                first=words[0],
                second=words[1],
                now=words[2] if moved else "",
                settled=pair.check.agreement.get("settled", {}).get(line.ref),
                is_agreed=moved
                and present is not None
                and line.second is not None
                and line.key in questions
                and agreement.same(questions[line.key], present, line.second),
                can_take=line.second is not None
                and line.ref == line.second_ref
                and present is not None
                and survey_words.is_correctable(nodes[key]),
                ask_at=next(
                    (ref for ref in (line.ref, f"full_name@{instance}", ROSTER_ASKED) if ref in rows), ""
                ),
            )
        )
    return found


def classes(session: Session, pair: Pair) -> tuple[Any, Any]:
    """What both computed under the first standard; ``None`` where nothing was."""
    found = [
        session.scalars(
            select(Result.household_class)
            .where(Result.tenant == pair.check.tenant, Result.revision_id == UUID(revision))
            .order_by(Result.standard)
        ).first()
        if revision
        else None
        for revision in (pair.check.agreement.get("first"), pair.check.agreement.get("second"))
    ]
    return found[0], found[1]


def _compare(session: Session, round_: Round, check: BackCheck, first: Survey, second: Survey) -> None:
    base = _own_revision(session, first, second)
    anew = session.get_one(Revision, (second.tenant, second.revision_id))
    here, there = (surveys.document_of(session, row)["answers"] for row in (base, anew))
    lines = _lines(session, round_, _sheet(session, base), here, there, anew)
    session.refresh(check, ["agreement"], with_for_update=True)  # what was settled meanwhile stays
    check.check_survey_id, check.compared_at = second.id, now()
    check.agreement = {
        "first": str(base.id),
        "second": str(anew.id),
        "by": back_check_questions.version(session, round_),
        "lines": {line.ref: [line.key, line.verdict] for line in lines},
        "settled": check.agreement.get("settled", {}),
    }
    session.flush()
    one, other = classes(session, Pair(check, first, second))
    same = None if one is None or other is None else one is other
    check.agreement = {**check.agreement, "same_class": same}


def _lines(
    session: Session, round_: Round, sheet: Sheet, here: dict[str, Any], there: dict[str, Any], anew: Revision
) -> list[Line]:
    questions = back_check_questions.of_round(round_, sheet).questions
    theirs = sheet if anew.form_version_id == sheet.id else _sheet(session, anew)
    return agreement.compare(sheet.compiled, questions, here, there, theirs.compiled)


def _own_revision(session: Session, first: Survey, second: Survey) -> Revision:
    """The collector's newest answers of before the back-check came, or the first ones when it came before them."""
    own = session.scalars(
        select(Revision)
        .where(
            Revision.tenant == first.tenant, Revision.survey_id == first.id, Revision.origin != Origin.OFFICE
        )
        .order_by(Revision.number)
    ).all()
    before = [row for row in own if row.received_at <= second.first_received_at]
    return (before or own[:1])[-1]


def _sheet(session: Session, revision: Revision) -> Sheet:
    (sheet,) = compiled.sheets_by_id(session, revision.tenant, {revision.form_version_id})
    return sheet


def _day(revision: Revision) -> date:
    return revision.made_on
