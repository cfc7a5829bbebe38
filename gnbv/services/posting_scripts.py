"""The loudspeaker text of a posting: what the rules make of the frozen list, without a name."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from gnbv.models import Posting
from gnbv.rules import loudspeaker
from gnbv.rules import posting as rules
from gnbv.services import board_classes, posting_days


def facts(session: Session, posting: Posting) -> dict[str, Any]:
    """What the script is made of. Kept apart, so that a phone can be given the same."""
    review = posting.review
    commune = review.unit.parent or review.unit
    names = board_classes.standard_names(session, review.round)
    return {
        "commune": commune.name,
        "village": review.unit.name,
        "round": review.round.name,
        "number": posting.number,
        "standards": [
            {"name": names.get(key, key), "counts": rules.counts(posting.rows, key)}
            for key in posting.standards
        ],
        "places": [one.vi for one in posting_days.places(review.round.unit, review.round)],
        "until": f"{posting.until:%d/%m/%Y}" if posting.until else "",
        "is_illustrative": posting.is_illustrative,
    }


def lines(session: Session, posting: Posting) -> list[str]:
    """The paragraphs to read."""
    return loudspeaker.script(facts(session, posting))
