"""A draft moves to another version of its form on the phone exactly as on the server, and nothing is lost."""

from __future__ import annotations

import copy
import json
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gnbv.rules.draft_migration import migrate
from tests import draft_versions, scoring_cases
from tests.node import node_executable
from tests.scoring_households import random_answers

pytestmark = pytest.mark.parity
SCRIPT = Path(__file__).with_name("migrate_drafts.mjs")
RANDOM_DRAFTS = 20


def on_the_phone(jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    done = subprocess.run(
        [node_executable(), str(SCRIPT)],
        input=json.dumps(jobs, ensure_ascii=False),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def on_the_server(job: dict[str, Any]) -> dict[str, Any]:
    return migrate(job["answers"], job["meta"], job["old"], job["new"])


@pytest.mark.parametrize("case", draft_versions.cases(), ids=lambda case: case["name"])
def test_it_gives_what_the_vectors_say(case: dict[str, Any]) -> None:
    before = copy.deepcopy((case["answers"], case["meta"]))
    assert on_the_server(case) == case["expected"]
    assert (case["answers"], case["meta"]) == before


def test_the_phone_gives_what_the_vectors_say() -> None:
    cases = draft_versions.cases()
    for case, found in zip(cases, on_the_phone(cases), strict=True):
        assert found == case["expected"], case["name"]


def test_it_loses_no_answer_of_the_review_sheet_whatever_changes() -> None:
    seed = random.SystemRandom().randrange(10**9)
    chance = random.Random(seed)
    old = scoring_cases.sheet()
    jobs = [
        {
            "answers": random_answers(chance),
            "meta": {"today": "2026-10-23"},
            "old": old,
            "new": changed(old, chance),
        }
        for _ in range(RANDOM_DRAFTS)
    ]
    for job, phone in zip(jobs, on_the_phone(jobs), strict=True):
        here = on_the_server(job)
        assert here == phone, seed
        asked = sorted(leaf for leaf in leaves(job["answers"]) if leaf)
        told = [one for line in here["report"]["left"] for one in line["value"].split(" ")]
        kept = [one for value in leaves(here["answers"]) if value for one in value.split(" ")]
        assert sorted(one for value in asked for one in value.split(" ")) == sorted(told + kept), seed


def changed(form: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The form with some questions renamed, of another type, computed, or without some of their choices."""
    made = copy.deepcopy(form)
    parents = {node["parent"] for node in made["nodes"]}
    for node in made["nodes"]:
        if node["i"] in parents or node["kind"] not in ("question", "hidden") or chance.random() > 0.3:
            continue
        what = chance.choice(["gone", "type", "computed"])
        if what == "gone":
            node.update(name=node["name"] + "_x", path=node["path"] + "_x", key=node["key"] + "_x")
        elif what == "type":
            node["type"] = chance.choice(["string", "int", "date", "select"])
        else:
            node.update(kind="calculate", calculate=["num", "1"])
    for rows in made["lists"].values():
        if len(rows) > 2 and chance.random() < 0.3:
            rows.pop(chance.randrange(len(rows)))
    return made


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            if key != "_id":
                yield from leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part)
    else:
        yield value
