"""What all official tables of a commune cost the server with 3,000 households in the ledger: four years of classes, a sheet
and a result behind each row of this year, five people a home.

    .venv/bin/python benchmarks/tables.py [households]

The service that every page, file and submission calls, at a SQLite file of its own; then whole pages.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import insert

sys.path.insert(0, str(Path(__file__).parents[1]))

from _application import application

from gnbv.db import db
from gnbv.services import official_tables
from tests import factories
from tests.table_stage import STANDARD, large_commune

TIMES = 15
TODAY = date(2026, 12, 20)


def measured(act: Any) -> tuple[float, float, float]:
    """Median on the clock, median and least of the processor, in milliseconds; two runs before fill the caches."""
    clock, processor = [], []
    for _ in range(TIMES + 2):
        before, spent = time.perf_counter(), time.process_time()
        act()
        clock.append((time.perf_counter() - before) * 1000)
        processor.append((time.process_time() - spent) * 1000)
    return statistics.median(clock[2:]), statistics.median(processor[2:]), min(processor[2:])


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    with application() as app:
        with app.app_context():
            session = db.session()
            cast = factories.make_cast(session)
            rows = large_commune(session, cast, count)
            for model, values in rows.items():
                session.execute(insert(model), values)
            session.commit()
            unit, username = cast.commune, cast.leader.username
            gc.collect()
            gc.freeze()
            print(f"{count} households in the ledger of four years; median of {TIMES}")
            for name, year in (("all tables, this year", 2026), ("all tables, last year", 2025)):

                def build(year: int = year) -> None:
                    session.rollback()
                    official_tables.build(session, unit, year, STANDARD, TODAY)

                print(f"{name:<26} %6.1f ms, %6.1f ms CPU, least %.1f" % measured(build))
        client = app.test_client()
        client.post("/login", json={"username": username, "password": factories.PASSWORD})
        for name, path in (("page of one table", "/tables"), ("workbook of all", "/tables.xlsx")):

            def get(path: str = path) -> None:
                if client.get(path).status_code != 200:
                    raise SystemExit(path)

            print(f"{name:<26} %6.1f ms, %6.1f ms CPU, least %.1f" % measured(get))


if __name__ == "__main__":
    main()
