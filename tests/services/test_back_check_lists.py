"""A sample of a large round: its share, and as many queries for many homes as for few."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from gnbv.db import db
from gnbv.models import Round
from gnbv.services import (
    back_check_carriers,
    back_check_lists,
    back_check_rates,
    back_check_samples,
    collector_effects,
)
from tests.factories import Cast
from tests.many_surveys import many
from tests.phone import season


@pytest.fixture
def round_(session: Session, cast: Cast) -> Round:
    return season(session, cast)


def queries(act: Callable[[], Any]) -> int:
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    db.session.expire_all()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_lists_and_rates_need_as_many_queries_for_many_homes_as_for_few(
    session: Session, cast: Cast, round_: Round
) -> None:
    actor, counts = cast.actor(cast.coordinator), []
    pages = (
        lambda: back_check_lists.entries(session, actor, round_),
        lambda: back_check_carriers.proposals(session, actor, round_),
        lambda: back_check_rates.rates(session, actor, round_),
        lambda: collector_effects.effects(session, actor, round_),
    )
    for first, number in ((100, 6), (200, 60)):
        many(session, cast, round_, cast.collector, surveys=number, found=3, first=first)
        many(session, cast, round_, cast.other_collector, surveys=number, found=3, first=first + 300)
        back_check_samples.draw(session, actor, round_, 0.5, 7)
        session.commit()
        counts.append([queries(page) for page in pages])
    assert all(many_ <= few for few, many_ in zip(*counts, strict=True)), counts
    assert max(counts[1]) <= 24


def test_the_sample_of_a_large_round_has_its_share(session: Session, cast: Cast, round_: Round) -> None:
    many(session, cast, round_, cast.collector, surveys=200, found=0, first=100)
    many(session, cast, round_, cast.other_collector, surveys=7, found=0, first=400)
    drawn = back_check_samples.draw(session, cast.actor(cast.leader), round_, seed=7)
    assert (len(drawn.added), drawn.sample, drawn.surveys) == (11, 11, 207)
    again = back_check_samples.draw(session, cast.actor(cast.leader), round_)
    assert (len(again.added), again.sample, again.seed) == (0, 11, 7)
