"""The rows of a posted list: frozen from what stands proposed for a village, and compared with it later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from gnbv.models import ListReason, Posting, Round, Unit
from gnbv.rules import posting as rules
from gnbv.services import village_results
from gnbv.services.village_results import HomeResult


def live(session: Session, round_: Round, village: Unit) -> tuple[list[dict[str, Any]], bool]:
    """The rows as they would be frozen now, by house number, and whether any stands on an illustrative component.

    Only homes that are poor, near-poor or escaping under a standard of the round; who was not and is not so has nothing
    that the public needs to read. The average living standard has a list of its own.
    """
    rows: list[dict[str, Any]] = []
    is_illustrative = False
    for one in village_results.of_village(session, round_, village.id):
        classes = of_home(one, round_)
        before = {key: was.value if (was := one.was(key)) else None for key in round_.standards}
        if one.line.reason is ListReason.AVERAGE or one.is_closed or not rules.is_posted(before, classes):
            continue
        is_illustrative |= any(proposal.is_illustrative for proposal in one.proposals.values())
        rows.append(
            {
                "number": len(rows) + 1,
                "name": one.household.head_name,
                "village": village.name,
                "before": before,
                "classes": classes,
                rules.INSIDE: str(one.household.id),
            }
        )
    return rows, is_illustrative


def of_home(one: HomeResult, round_: Round) -> dict[str, str | None]:
    """The proposed class of a home by standard, nothing where none is proposed."""
    found = {key: one.proposals.get(key) for key in round_.standards}
    return {key: proposal.household_class.value if proposal else None for key, proposal in found.items()}


def changed(session: Session, posting: Posting) -> list[str]:
    """Households (by id) whose posted result is no longer what is proposed: the list must be posted again."""
    rows, _ = live(session, posting.review.round, posting.review.unit)
    return rules.differs(by_home(posting.rows), by_home(rows), posting.standards)


def by_home(rows: list[Any]) -> dict[str, Mapping[str, Any]]:
    return {row[rules.INSIDE]: row for row in rows}
