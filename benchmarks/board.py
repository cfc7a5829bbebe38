"""What the board of a round costs the server with 5,000 listed households: whole, a figure's list, and an open page that
asks whether there is news.

    .venv/bin/python benchmarks/board.py [households]

Real requests at the real application on a SQLite file of its own, as ``queue.py`` does.
"""

from __future__ import annotations

import gc
import re
import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import insert

sys.path.insert(0, str(Path(__file__).parents[1]))

from _application import application

from gnbv.db import db
from gnbv.ids import new_id
from gnbv.models import (
    Assignment,
    Household,
    ListReason,
    Progress,
    Purpose,
    RoundHousehold,
    Survey,
    SurveyStatus,
    Visit,
)
from gnbv.services import events
from tests import factories
from tests.factories import NOW, TENANT
from tests.survey_factory import form_version

TIMES = 15
STATES = (SurveyStatus.RECEIVED, SurveyStatus.APPROVED, SurveyStatus.RETURNED, SurveyStatus.HELD)


def fill(count: int) -> dict[str, Any]:
    """``count`` listed households of two villages in every state, with visits and drafts."""
    session = db.session()
    cast = factories.make_cast(session)
    round_ = factories.open_round(session, cast, form_version(session).id, [])
    rows: dict[Any, list[dict[str, Any]]] = {
        model: [] for model in (Household, RoundHousehold, Assignment, Visit, Progress, Survey)
    }
    for number in range(count):
        first = bool(number % 2)
        village = cast.village if first else cast.other_village
        person = cast.collector if first else cast.other_collector
        home, at = new_id(), NOW - timedelta(days=number % 20)
        named = {"tenant": TENANT, "id": new_id(), "round_id": round_.id, "household_id": home}
        rows[Household].append(
            {
                "tenant": TENANT, "id": home, "unit_id": village.id, "number": number + 100, "code": f"B-{number}",
                "head_name": f"Vi Thị {number}", "search_text": "", "place": "", "facts": {},
                "opened_on": NOW.date(), "created_at": NOW,
            }
        )  # fmt: skip
        rows[RoundHousehold].append(
            {**named, "unit_id": village.id, "reason": ListReason.POOR, "added_at": NOW}
        )
        rows[Assignment].append(
            {**named, "id": new_id(), "user_id": person.id, "purpose": Purpose.MAIN, "assigned_at": NOW}
        )
        if number % 3:
            rows[Visit].append(
                {**named, "id": new_id(), "user_id": person.id, "at": at, "outcome": "nobody_home"}
            )
        if number % 5 == 0:
            rows[Progress].append(
                {**named, "id": new_id(), "user_id": person.id, "section": 2, "sections": 9, "at": at}
            )
        if number % 4:
            rows[Survey].append(
                {
                    **named, "id": new_id(), "unit_id": village.id, "collector_id": person.id, "purpose": Purpose.MAIN,
                    "status": STATES[number % 4], "is_rival": False, "revision_count": 1,
                    "first_received_at": at, "last_received_at": at,
                }
            )  # fmt: skip
    for model, made in rows.items():
        session.execute(insert(model), made)
    events.next_number(session, TENANT, "event")
    session.commit()
    return {"round": round_.id, "village": cast.village.id, "username": cast.leader.username}


def measure(client: FlaskClient, path: str) -> tuple[list[float], list[float]]:
    """Milliseconds on the clock and of the processor, the first two requests left out: they fill the caches."""
    clock, processor = [], []
    for _ in range(TIMES + 2):
        before, spent = time.perf_counter(), time.process_time()
        answer = client.get(path)
        clock.append((time.perf_counter() - before) * 1000)
        processor.append((time.process_time() - spent) * 1000)
        if answer.status_code not in (200, 204):
            raise SystemExit(f"{path}: {answer.status_code}")
    return clock[2:], processor[2:]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    with application() as app:
        with app.app_context():
            made = fill(count)
        client = app.test_client()
        client.post("/login", json={"username": made["username"], "password": factories.PASSWORD})
        address = f"/rounds/{made['round']}"
        told = client.get(f"{address}/villages").text
        mark = re.search(r"mark=([0-9a-f]{16})", told)
        assert mark is not None
        pages = {
            "the whole page": address,
            "the figures anew": f"{address}/villages",
            "asked, no news": f"{address}/villages?mark={mark[1]}",
            "one village": f"{address}/villages/{made['village']}",
            "households of a figure": f"{address}/households?state=unseen",
        }
        gc.collect()
        gc.freeze()
        print(f"{count} households listed; median of {TIMES} requests")
        for name, path in pages.items():
            clock, processor = measure(client, path)
            print(
                f"{name:<22} {statistics.median(clock):6.1f} ms, {statistics.median(processor):6.1f} ms CPU, "
                f"least {min(processor):.1f}"
            )


if __name__ == "__main__":
    main()
