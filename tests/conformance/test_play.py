"""Random answers, new and removed instances over every sheet of the folder: the phone says what the server says.

``make soak`` plays each sheet longer; the number of compared states is printed.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from gnbv.rules.form import Instance
from gnbv.services.form_check import read_sheet
from tests.conformance.cases import Case, all_cases
from tests.conformance.outcomes import PLAY
from tests.node import node_executable
from tests.parity.engines import TODAY
from tests.parity.form_samples import TEXTS

pytestmark = pytest.mark.parity
SOAK = bool(os.environ.get("GNBV_SOAK"))
PLAYS, STEPS = (12, 40) if SOAK else (1, 14)
SEED = int(os.environ.get("GNBV_SEED", "20261023"))
BY_CHANCE = ("functions/random_uuid", "functions/randomize")  # each side draws its own lots
TEXTS_OF_TYPES = {
    **TEXTS,
    "time": ["", "08:15", "23:59:59.999+07:00", "24:00"],
    "dateTime": ["", "2026-10-23T08:15:30.250+07:00", "2026-10-23", "1969-12-31T23:00:00.000Z", "x"],
    "geopoint": ["", "20.5 105.5 0 0", "91 0", "1 1; 2 2"],
    "geoshape": ["", "20 105; 20 106; 21 106; 20 105", "1 1; 2 2"],
}


def words_of(case: Case) -> list[str]:
    """What the case itself answers, and its choices."""
    names = [
        row.get("name", "") for table in ("choices", "external_choices") for row in case.tables.get(table, [])
    ]
    found = [cell for run in case.runs for row in run.rows or [] for cell in row[1:2]]
    return list(dict.fromkeys(["", *names, *found, " ".join(names[:2])]))


def step(pick: random.Random, form: Instance, words: list[str]) -> list[Any]:
    """One random act that the form allows now."""
    free = [n for n in form.nodes if n["kind"] == "repeat" and "repeat_count" not in n]
    chance = pick.random()
    if free and chance < 0.15:
        node = pick.choice(free)
        around = node["parent"]
        while around >= 0 and form.nodes[around]["kind"] != "repeat":
            around = form.nodes[around]["parent"]
        holders = form.tree.find(form.tree.root, -1, around, everything=True) if around >= 0 else [None]
        if holders:
            holder = pick.choice(holders)
            return ["add", node["key"], holder.id if holder else None]
    there = [e.id for node in free for e in form.tree.find(form.tree.root, -1, node["i"], everything=True)]
    if there and chance < 0.25:
        return ["remove", pick.choice(there)]
    asked = [
        e
        for e in form.tree.walk(form.tree.root)
        if e.n >= 0 and form.nodes[e.n]["kind"] in ("question", "hidden")
    ]
    if not asked:
        return []
    element = pick.choice(asked)
    texts = (
        words if pick.random() < 0.6 else TEXTS_OF_TYPES.get(form.nodes[element.n]["type"], TEXTS["string"])
    )
    return ["set", form.ref(element), pick.choice(texts)]


def says(form: Instance, changed: Any) -> dict[str, Any]:
    return {
        "changed": sorted([changed] if isinstance(changed, str) else changed),
        "answers": form.answers(),
        "rows": list(form.rows()),
        "problems": form.problems(),
    }


def play(case: Case, compiled: dict[str, Any], seed: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    pick, numbers = random.Random(seed), count(1)
    form = Instance(compiled, {}, today=TODAY, new_id=lambda: f"new-{next(numbers)}")
    told: list[dict[str, Any]] = [says(form, [])]
    steps: list[list[Any]] = []
    for _ in range(STEPS):
        act = step(pick, form, words_of(case))
        if not act:
            break
        steps.append(act)
        told.append(says(form, getattr(form, act[0])(*act[1:])))
    return {"compiled": compiled, "answers": {}, "today": str(TODAY), "steps": steps}, told


def test_the_phone_says_what_the_server_says_after_every_step(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    states, different = 0, []
    for number in range(PLAYS):
        played = []
        for case in all_cases():
            if not case.refused and case.name not in BY_CHANCE:
                compiled = read_sheet(case.laid_out(tmp_path / str(number) / case.name))
                played.append((case.name, *play(case, compiled, SEED + number)))
        done = subprocess.run(
            [node_executable(), "--no-warnings", str(PLAY)],
            input=json.dumps([asked for _, asked, _ in played]),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        for (name, asked, told), theirs in zip(played, json.loads(done.stdout), strict=True):
            states += len(told)
            wrong = next((at for at, (a, b) in enumerate(zip(told, theirs, strict=True)) if a != b), None)
            if wrong is not None:
                different.append((name, SEED + number, asked["steps"][:wrong], told[wrong], theirs[wrong]))
    with capsys.disabled():
        sys.stdout.write(f"\n{states} states of random surveys in 2 engines, {len(different)} differences\n")
    assert different == []
