"""One page for each family about its result: why, what is otherwise than last year, where to complain and until when.

It is given to the family itself. Of people it says nothing: a mark that stands on single members is named without them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from gnbv.errors import NotFound
from gnbv.models import Basis, Determination, FormVersion, Household, ListReason, Posting, Result, Revision
from gnbv.rules import posting as rules
from gnbv.services import board_classes, packs, survey_words, surveys, village_results
from gnbv.services.posting_rows import of_home
from gnbv.services.survey_words import Writer
from gnbv.services.village_results import HomeResult

MOST_DIFFERENCES = 8


@dataclass(frozen=True)
class Mark:
    """An indicator in which the home lacks something; ``because`` only where it tells of the home, not of a person."""

    name: str
    because: str = ""


@dataclass(frozen=True)
class Verdict:
    """The result under one standard and its reasons."""

    standard: str
    before: str
    now: str
    code: str | None
    why: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


@dataclass(frozen=True)
class Difference:
    label: str
    last: str
    now: str


@dataclass(frozen=True)
class FamilyPaper:
    """What one page shows."""

    household: Household
    verdicts: list[Verdict]
    differences: list[Difference]
    is_illustrative: bool


def of_posting(
    session: Session, posting: Posting, *, household_id: UUID | None = None, locale: str = "vi"
) -> list[FamilyPaper]:
    """The pages of all homes that a class is proposed for, by house number: those on the list, and who asked and is not on
    it. ``household_id``: one of them alone; ``NotFound`` for another. The caller logs the reads."""
    round_ = posting.review.round
    homes = [
        one
        for one in village_results.of_village(session, round_, posting.review.unit_id)
        if one.proposals and not one.is_closed and one.line.reason is not ListReason.AVERAGE
        if household_id in (None, one.household.id)
    ]
    if household_id is not None and not homes:
        raise NotFound()
    names = board_classes.standard_names(session, round_, locale)
    results = _results(session, posting, homes)
    acts = _acts(session, posting, homes)
    revisions = _revisions(session, posting, results)
    return [_paper(session, posting, one, names, results, acts, revisions, locale) for one in homes]


def _paper(
    session: Session,
    posting: Posting,
    one: HomeResult,
    names: dict[str, str],
    results: dict[UUID, Result],
    acts: dict[tuple[UUID, str], Determination],
    revisions: dict[UUID, Revision],
    locale: str,
) -> FamilyPaper:
    found = []
    behind: Result | None = None
    for key, household_class in of_home(one, posting.review.round).items():
        proposal = one.proposals.get(key)
        if proposal is None:
            continue
        result = results.get(proposal.result_id) if proposal.result_id else None
        act = acts.get((one.household.id, key)) if proposal.basis == Basis.BOARD.value else None
        was = one.was(key)
        code = rules.result(was.value if was else None, household_class)
        found.append(
            Verdict(
                names.get(key, key),
                rules.words(was.value, locale) if was else "",
                rules.words(code, locale),
                code,
                _why(result, act, locale),
                _marks(session, result, locale) if result is not None and act is None else [],
            )
        )
        behind = behind or result
    revision = revisions.get(behind.revision_id) if behind else None
    return FamilyPaper(
        one.household,
        found,
        _differences(session, one.household, revision, locale) if revision else [],
        any(proposal.is_illustrative for proposal in one.proposals.values()),
    )


def _why(result: Result | None, act: Determination | None, locale: str) -> list[str]:
    """The sentences of the result, or of the steering board where it concluded."""
    if act is not None:
        number = f" ({act.document_number})" if act.document_number else ""
        return [f"{act.reason}{number}"]
    document = result.document if result else {}
    lines, paper = document.get("why") or [], document.get("paper")
    if paper and (paper["differs"] or paper["computed"] not in (None, paper["class"])):
        # Where paper and computation differ is for whoever reads sheets (rules/scoring_words.py).
        lines = lines[:-1]
    return [_said(line, locale) for line in lines]


def _marks(session: Session, result: Result, locale: str) -> list[Mark]:
    marks = [mark for mark in result.document.get("marks") or [] if mark.get("state") == "deprived"]
    if not marks:
        return []
    pack = packs.get(session, result.tenant, result.standard, result.pack_version)
    named = {indicator["code"]: indicator for indicator in pack.data["indicators"]}
    found = []
    for mark in marks:
        indicator = named.get(mark["code"], {})
        is_of_home = indicator.get("per") == "household" and not mark.get("members")
        said = "; ".join(_said(line, locale) for line in mark.get("because") or []) if is_of_home else ""
        found.append(Mark(_said(indicator.get("name") or {}, locale) or mark["code"], said))
    return found


def _differences(session: Session, household: Household, revision: Revision, locale: str) -> list[Difference]:
    """Facts of the home that the register had otherwise: of the home alone, no member and no photo."""
    if not household.facts or not revision.answers_sealed:
        return []
    version = session.get_one(FormVersion, (revision.tenant, revision.form_version_id))
    answers = surveys.document_of(session, revision)["answers"]
    instance = survey_words.writer(version.compiled, answers, revision.made_on, locale).instance
    writer = Writer(version.compiled, locale, {"": dict(household.facts)}, instance)
    rows = [row for section in writer.sections(answers) for row in section.rows]
    changed = [row for row in rows if row.changed and row.instance_id is None and not row.is_file]
    return [Difference(row.label, row.last, row.text) for row in changed[:MOST_DIFFERENCES]]


def _results(session: Session, posting: Posting, homes: Sequence[HomeResult]) -> dict[UUID, Result]:
    ids = {proposal.result_id for one in homes for proposal in one.proposals.values() if proposal.result_id}
    query = select(Result).where(Result.tenant == posting.tenant, Result.id.in_(ids))
    return {row.id: row for row in session.scalars(query)}


def _revisions(session: Session, posting: Posting, results: dict[UUID, Result]) -> dict[UUID, Revision]:
    ids = {row.revision_id for row in results.values()}
    query = select(Revision).where(Revision.tenant == posting.tenant, Revision.id.in_(ids))
    return {row.id: row for row in session.scalars(query.options(undefer(Revision.answers_sealed)))}


def _acts(
    session: Session, posting: Posting, homes: Sequence[HomeResult]
) -> dict[tuple[UUID, str], Determination]:
    """The steering board's newest word on a home under a standard."""
    rows = session.scalars(
        select(Determination)
        .where(
            Determination.tenant == posting.tenant,
            Determination.round_id == posting.review.round_id,
            Determination.kind == Basis.BOARD.value,
            Determination.household_id.in_([one.household.id for one in homes]),
        )
        .order_by(Determination.decided_at)
    )
    return {(row.household_id, row.standard): row for row in rows}


def _said(line: Any, locale: str) -> str:
    return str(line.get(locale) or line.get("vi") or "") if isinstance(line, dict) else str(line)
