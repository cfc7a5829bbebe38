"""What taking one survey, and one light item, costs the server in CPU, and where that time goes.

    .venv/bin/python benchmarks/receive.py [items]

Real requests at the real application, one item each, on a SQLite file of its own; no network and no waiting:
the figures are CPU time of this process, so another busy program changes them less than a clock would show.
"""

from __future__ import annotations

import cProfile
import gc
import json
import pstats
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from flask import Flask

sys.path.insert(0, str(Path(__file__).parents[1]))

from _application import application

from gnbv.db import db
from gnbv.models import Assignment, Purpose
from tests import factories, phone

Item = dict[str, Any]
PARTS = (
    ("form engine and scoring", "gnbv/rules/"),
    ("services, models, views", "gnbv/"),
    ("database library", "sqlalchemy/"),
    ("sheet schemas", "jsonschema"),
    ("canonical JSON", "rfc8785"),
    ("web library", ("flask", "werkzeug")),
)


def work(app: Flask, count: int) -> tuple[phone.Phone, dict[str, list[Item]]]:
    """A signed-in phone and what it hands in: each survey is of a household of its own."""
    with app.app_context():
        session = db.session()
        cast = factories.make_cast(session)
        round_ = phone.season(session, cast)
        items: dict[str, list[Item]] = {"survey": [], "progress": [], "visit": []}
        for number in range(count):
            home = factories.household(session, cast.village, 100 + number, f"Hộ {number}", "Người hai")
            session.add(
                Assignment(
                    tenant=factories.TENANT,
                    round_id=round_.id,
                    household_id=home.id,
                    user_id=cast.collector.id,
                    purpose=Purpose.MAIN,
                    assigned_at=factories.NOW,
                )
            )
            visit = {"round": str(round_.id), "at": phone.MADE_AT, "outcome": "absent", "note": "đi rẫy"}
            items["survey"].append(phone.survey(cast, round_, household=str(home.id)))
            items["progress"].append(phone.progress(cast, round_, section=number % 9))
            items["visit"].append(phone.item("visit", home.id, visit | {"next": None}))
        session.commit()
        return phone.Phone(app, cast.collector), items


def take(sender: phone.Phone, items: list[Item]) -> list[float]:
    """CPU milliseconds of each."""
    bodies = [json.dumps({"device": sender.device, "items": [item]}) for item in items]
    spent = []
    for body in bodies:
        before = time.process_time()
        answer = sender.client.post("/sync", data=body, content_type="application/json", headers=phone.MARKER)
        spent.append((time.process_time() - before) * 1000)
        outcome = answer.get_json()["outcomes"][0]
        if outcome["outcome"] != "accepted":
            raise SystemExit(f"not accepted: {outcome}")
    return spent


def shares(profile: cProfile.Profile) -> list[tuple[str, float]]:
    """Part of the program → share of the time spent in its own code, the built-in functions left out."""
    spent = dict.fromkeys([name for name, _ in PARTS] + ["the rest"], 0.0)
    for (file, _line, _name), row in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        marks = [(name, (mark,) if isinstance(mark, str) else mark) for name, mark in PARTS]
        part = next((name for name, mark in marks if any(one in file for one in mark)), "the rest")
        spent[part] += row[2]
    whole = sum(spent.values()) or 1.0
    return sorted(((name, own / whole) for name, own in spent.items()), key=lambda pair: -pair[1])


def main() -> None:
    count = min(int(sys.argv[1]) if len(sys.argv) > 1 else 60, 500)
    with application() as app:
        sender, items = work(app, 2 * count)
        gc.collect()
        gc.freeze()
        for kind, those in items.items():
            spent = take(sender, those[:count])[2:]  # the first ones fill the caches
            print(
                f"{kind:9} {statistics.median(spent):6.2f} ms CPU, least {min(spent):.2f}, {len(spent)} items"
            )
            profile = cProfile.Profile()
            profile.enable()
            take(sender, those[count:])
            profile.disable()
            print("          " + ", ".join(f"{name} {share:.0%}" for name, share in shares(profile)))


if __name__ == "__main__":
    main()
