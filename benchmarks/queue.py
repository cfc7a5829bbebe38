"""What the supervisor's queue costs the server with 5,000 surveys in it, page by page and filter by filter.

    .venv/bin/python benchmarks/queue.py [surveys]

Real requests at the real application on a SQLite file of its own. Beside the clock stands the processor's time of this
process, which another busy program changes less.
"""

from __future__ import annotations

import gc
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

from gnbv.clock import now
from gnbv.db import db
from gnbv.ids import new_id
from gnbv.models import (
    Basis,
    Flag,
    Household,
    HouseholdClass,
    LedgerRow,
    Origin,
    Purpose,
    Result,
    Revision,
    Standing,
    Survey,
    SurveyStatus,
)
from gnbv.rules import quality
from tests import factories
from tests.factories import NOW, TENANT
from tests.survey_factory import form_version

TIMES = 25
PAGES = {
    "as it opens": "/surveys",
    "the last page": "/surveys?page=100",
    "longest wait first": "/surveys?order=age",
    "one village": "/surveys?unit={village}",
    "one collector": "/surveys?collector={collector}",
    "with a flag": "/surveys?flag=any",
    "one flag": "/surveys?flag=two_steps",
    "one class": "/surveys?household_class=poor",
    "class changed": "/surveys?changed=yes",
    "photos missing": "/surveys?photos=missing",
    "by name": "/surveys?text=thi+40",
    "by number": "/surveys?text=400",
}


def fill(count: int) -> dict[str, Any]:
    """``count`` waiting surveys over two villages: every third has flags, every fifth was poor last year."""
    session = db.session()
    cast = factories.make_cast(session)
    version = form_version(session)
    round_ = factories.open_round(session, cast, version.id, ["thu"])
    rows: dict[Any, list[dict[str, Any]]] = {
        model: [] for model in (Household, Survey, Revision, Result, LedgerRow, Flag)
    }
    codes = list(quality.RULES)
    classes = (HouseholdClass.POOR, HouseholdClass.NEAR_POOR, HouseholdClass.NOT_POOR)
    for number in range(count):
        village, collector = (
            (cast.village, cast.collector) if number % 2 else (cast.other_village, cast.other_collector)
        )
        home, survey, revision = new_id(), new_id(), new_id()
        at = now() - timedelta(minutes=number)
        named = {"tenant": TENANT, "id": home, "unit_id": village.id, "number": number + 100}
        words = {"code": f"B-{number}", "head_name": f"Vi Thị {number}", "search_text": f"vi thi {number}"}
        rows[Household].append(
            {**named, **words, "place": "", "facts": {}, "opened_on": NOW.date(), "created_at": NOW}
        )
        rows[Survey].append(
            {
                "tenant": TENANT, "id": survey, "household_id": home, "round_id": round_.id,
                "unit_id": village.id, "collector_id": collector.id, "purpose": Purpose.MAIN,
                "status": SurveyStatus.RECEIVED, "is_rival": False, "revision_id": revision,
                "revision_count": 1, "first_received_at": at, "last_received_at": at,
                "risk": (number % 4) * (1 + number % 3) if number % 3 == 0 else 0,
            }
        )  # fmt: skip
        rows[Revision].append(
            {
                "tenant": TENANT, "id": revision, "survey_id": survey, "number": 1, "author_id": collector.id,
                "origin": Origin.PHONE, "form_version_id": version.id, "made_at": at, "utc_offset": 420,
                "made_on": NOW.date(), "received_at": at, "sha256": "0" * 64, "answers_sealed": b"", "notes": {},
            }
        )  # fmt: skip
        rows[Result].append(
            {
                "tenant": TENANT, "id": new_id(), "survey_id": survey, "revision_id": revision, "standard": "thu",
                "pack_version": "1", "engine": 1, "b1": 120, "b1_source": "paper_total", "b2": 30,
                "household_class": classes[number % 3], "is_illustrative": True, "document": {}, "computed_at": NOW,
            }
        )  # fmt: skip
        if number % 5 == 0:
            rows[LedgerRow].append(
                {
                    "tenant": TENANT, "id": new_id(), "household_id": home, "year": 2025, "standard": "thu",
                    "household_class": HouseholdClass.POOR, "standing": Standing.OFFICIAL,
                    "basis": Basis.IMPORT, "is_illustrative": False, "recorded_at": NOW,
                }
            )  # fmt: skip
        for code in codes[: number % 4] if number % 3 == 0 else ():
            rows[Flag].append(
                {
                    "tenant": TENANT, "id": new_id(), "survey_id": survey, "revision_id": revision, "code": code,
                    "weight": 1 + number % 3, "evidence": {}, "raised_at": NOW, "explanation": "",
                }
            )  # fmt: skip
    for model, made in rows.items():
        session.execute(insert(model), made)
    session.commit()
    return {"village": cast.village.id, "collector": cast.collector.id, "username": cast.supervisor.username}


def measure(client: FlaskClient, path: str) -> tuple[list[float], list[float]]:
    """Milliseconds on the clock and of the processor, the first two requests left out: they fill the caches."""
    clock, processor = [], []
    for _ in range(TIMES + 2):
        before, spent = time.perf_counter(), time.process_time()
        answer = client.get(path)
        clock.append((time.perf_counter() - before) * 1000)
        processor.append((time.process_time() - spent) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}")
    return clock[2:], processor[2:]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    with application() as app:
        with app.app_context():
            made = fill(count)
        client = app.test_client()
        client.post("/login", json={"username": made["username"], "password": factories.PASSWORD})
        gc.collect()
        gc.freeze()
        print(f"{count} surveys waiting; median of {TIMES} requests")
        for name, path in PAGES.items():
            clock, processor = measure(client, path.format(**made))
            print(
                f"{name:<22} {statistics.median(clock):6.1f} ms, {statistics.median(processor):6.1f} ms CPU, "
                f"least {min(processor):.1f}"
            )


if __name__ == "__main__":
    main()
