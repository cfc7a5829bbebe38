"""The random histories of the phones' model, lived again against the real server through the proxy.

What Node promises to its people (`tests/js/offline/model/promise.mjs`) is looked at in the database from this side:
one row for each finished item, revisions on their bases in order, photos whole, nothing of a stranger.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from gnbv.models import SyncItem
from tests.factories import Cast
from tests.proxy_plans import by_header
from tests.replay_checks import has_photos, is_bit_for_bit, is_in_order
from tests.replay_stage import Stage, served
from tests.samples import sample

pytestmark = [pytest.mark.slow, pytest.mark.timeout(6 * 3600)]
HISTORIES = 1 if os.environ.get("GNBV_HISTORY") else sample(6, 300)
HOMES = 3


@pytest.fixture
def stage(app: Flask, session: Session, cast: Cast):
    with served(app, session, cast) as made:
        made.proxy.plan(by_header)
        yield made


def test_it_keeps_its_promise_on_the_real_server(stage: Stage) -> None:
    seed = int(os.environ.get("GNBV_SEED") or random.randrange(2**31))
    seasons, owners = [], []
    for number in range(HISTORIES):
        people = {name: stage.collector(f"{name}{number}", HOMES) for name in ("an", "be")}
        users = {name: user for name, (user, _homes) in people.items()}
        seasons.append(stage.season(users, {name: homes for name, (_user, homes) in people.items()}))
        owners.append({name: user.id for name, user in users.items()})
    said = stage.node("replay.mjs", {"seed": seed, "seasons": seasons}, seconds=6 * 3600)
    words: Counter[str] = Counter()
    for history, owner in zip(said, owners, strict=True):
        words.update(history["outcomes"])
        _keeps(stage, history, owner)
    # Histories in which nothing ever arrived would prove nothing.
    assert words["accepted"], words
    assert not any(word.startswith("rejected/unexpected") for word in words), words
    is_in_order(stage.session)


def _keeps(stage: Stage, history: dict[str, Any], owner: dict[str, UUID]) -> None:
    here = {
        row.id: row for row in stage.session.scalars(select(SyncItem).options(undefer(SyncItem.body_sealed)))
    }
    on_phone = {UUID(item) for item in history["kept"]}
    for owed in history["owed"]:
        row = here.get(UUID(owed["id"]))
        if row is None:
            others = {UUID(other) for other in owed["replacedBy"]}
            assert UUID(owed["id"]) in on_phone or others & (on_phone | here.keys()), owed
            continue
        assert row.user_id == owner[owed["person"]], "a stranger's row"
        is_bit_for_bit(stage.session, owed, row)
        has_photos(stage.session, owed, may_wait=UUID(owed["id"]) in on_phone)
