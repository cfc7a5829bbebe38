"""Phone and server give the same result, byte for byte."""

from __future__ import annotations

import json
import random
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gnbv.rules.form import Instance
from gnbv.rules.scoring import score
from tests import scoring_cases
from tests.node import node_executable
from tests.scoring_households import random_answers

pytestmark = pytest.mark.parity
SCRIPT = Path(__file__).with_name("score_sheets.mjs")
RANDOM_HOUSEHOLDS = 300


def on_the_phone(jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    task = {"form": scoring_cases.sheet(), "packs": scoring_cases.packs(), "jobs": jobs}
    done = subprocess.run(
        [node_executable(), str(SCRIPT)],
        input=json.dumps(task, ensure_ascii=False),
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
    sheet = Instance(scoring_cases.sheet(), job["answers"], today=date.fromisoformat(job["today"]))
    return score(sheet, scoring_cases.packs()[job["standard"]], area=job["area"])


def canonical(result: dict[str, Any]) -> str:
    return json.dumps(result, ensure_ascii=False, sort_keys=True)


def assert_same(jobs: list[dict[str, Any]]) -> None:
    for job, phone in zip(jobs, on_the_phone(jobs), strict=True):
        assert canonical(phone) == canonical(on_the_server(job)), job


def test_it_gives_the_same_result_for_every_household_of_the_vectors() -> None:
    assert_same(
        [
            {
                "answers": scoring_cases.changed(case["patch"]),
                "today": scoring_cases.VECTORS["today"],
                "standard": case["standard"],
                "area": case["area"],
            }
            for case in scoring_cases.CASES
        ]
    )


def test_it_gives_the_same_result_for_random_households() -> None:
    seed = random.SystemRandom().randrange(10**9)
    chance = random.Random(seed)
    jobs = [
        {
            "answers": random_answers(chance),
            "today": "2026-10-23",
            "standard": chance.choice(["vn-2022-2025", "vn-2027-2030"]),
            "area": chance.choice(["rural", "urban"]),
        }
        for _ in range(RANDOM_HOUSEHOLDS)
    ]
    assert_same(jobs)
