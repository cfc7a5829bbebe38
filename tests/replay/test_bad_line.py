"""Whole seasons of surveys over lines that hardly work: everything arrives, once, in order, bit for bit.

The phone is the offline modules themselves; `make soak` runs the full sizes with the same code.
"""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.models import Attachment, Revision, Survey, SyncItem
from tests.factories import Cast
from tests.proxy_plans import bad_line
from tests.replay_checks import has_photos, is_bit_for_bit, is_in_order
from tests.replay_stage import Stage, served
from tests.samples import is_soak, sample

pytestmark = [pytest.mark.slow, pytest.mark.timeout(6 * 3600)]
SURVEYS = sample(60, 1000)
CORRECTED = 5  # every fifth is corrected before it leaves
PHOTO_BYTES = 139_000  # measured from 4000×3000, made small by the phone
EVENING = {"surveys": sample(4, 20), "photos": sample(2, 3)}
LINE_BYTES_A_SECOND = 8_000  # 64 kbit/s
BREAKS_EVERY_S = 30
# The bounded evening runs so many times as fast, line and breaks alike; faster, and a busy machine gets nothing done
# between two breaks.
HASTE = sample(8, 1)


@pytest.fixture
def stage(app: Flask, session: Session, cast: Cast):
    with served(app, session, cast) as made:
        yield made


def send(stage: Stage, surveys: int, **more: Any) -> dict[str, Any]:
    """One collector's surveys, finished and sent by the phone until nothing is left; what it says of them."""
    user, homes = stage.collector("an", surveys)
    season = stage.season({"an": user}, {"an": homes})
    asked = {"office": stage.server.url, "season": season, "seed": 1, **more}
    return stage.node("evening.mjs", asked, seconds=6 * 3600)  # type: ignore[no-any-return]


def is_whole(session: Session, said: dict[str, Any], surveys: int) -> None:
    assert (said["unsent"], said["files"]) == (0, 0), said["outcomes"]
    rows = {row.id: row for row in session.scalars(select(SyncItem))}
    assert rows.keys() == {UUID(owed["id"]) for owed in said["owed"]}
    for owed in said["owed"]:
        is_bit_for_bit(session, owed, rows[UUID(owed["id"])])
        has_photos(session, owed)
    is_in_order(session)
    assert session.scalar(select(func.count()).select_from(Survey)) == surveys
    numbers = Counter(session.scalars(select(Revision.number)))
    assert numbers[1] == surveys and sum(numbers.values()) == len(said["owed"])


def test_all_surveys_arrive_through_a_line_that_harms_a_third_of_everything(stage: Stage) -> None:
    stage.proxy.plan(bad_line(seed=4))
    said = send(stage, SURVEYS, photos=1, bytes=20_000, corrected=CORRECTED, together=False, pace=0)
    is_whole(stage.session, said, SURVEYS)
    # The line was as bad as promised.
    planned = stage.proxy.counts.planned
    assert sum(planned.values()) > SURVEYS
    assert {"refuse", "drop_response", "cut_after", "cut_upload_after", "delay"} <= planned.keys()


def test_an_evening_of_surveys_with_photos_goes_through_64_kbit_that_breaks_every_30_seconds(
    stage: Stage,
) -> None:
    stage.proxy.slow(LINE_BYTES_A_SECOND * HASTE)
    stage.proxy.break_every(BREAKS_EVERY_S / HASTE)
    said = send(
        stage, EVENING["surveys"], photos=EVENING["photos"], bytes=PHOTO_BYTES, corrected=0, together=True,
        pace=1 / HASTE,
    )  # fmt: skip
    is_whole(stage.session, said, EVENING["surveys"])
    photos = stage.session.scalar(select(func.count()).select_from(Attachment))
    assert photos == EVENING["surveys"] * EVENING["photos"]
    assert stage.proxy.counts.broken
    if is_soak():
        print(  # noqa: T201 - the figure is what `make soak` is for
            f"\n{EVENING['surveys']} surveys, {photos} photos of {PHOTO_BYTES} bytes over 64 kbit/s broken "
            f"{stage.proxy.counts.broken} times: {said['seconds'] / 60:.1f} minutes"
        )
