"""Random answers, new and removed instances, played on a form in Python and in JavaScript."""

from __future__ import annotations

import json
import random
import subprocess
from itertools import count
from typing import Any

import pytest

from gnbv.rules.form import Instance
from gnbv.services.form_check import compile_workbook
from tests.node import node_executable
from tests.parity.engines import HERE, TODAY
from tests.parity.form_samples import SAMPLES, TEXTS
from tests.sheets import workbook

pytestmark = pytest.mark.parity
PLAYS, STEPS = 12, 25


def opened(compiled: dict[str, Any], answers: dict[str, Any]) -> Instance:
    numbers = count(1)
    return Instance(compiled, answers, today=TODAY, new_id=lambda: f"new-{next(numbers)}")


def step(pick: random.Random, form: Instance) -> list[str]:
    """One random act that the form allows now."""
    free = [
        n["key"]
        for n in form.nodes
        if n["kind"] == "repeat" and n["parent"] == -1 and "repeat_count" not in n
    ]
    there = [one for key in free for one in form.instances(key)]
    chance = pick.random()
    if free and chance < 0.12:
        return ["add", pick.choice(free)]
    if there and chance < 0.2:
        return ["remove", pick.choice(there)]
    asked = [e for e in form.tree.walk(form.tree.root) if e.n >= 0 and form.nodes[e.n]["kind"] == "question"]
    element = pick.choice(asked)
    return ["set", form.ref(element), pick.choice(TEXTS.get(form.nodes[element.n]["type"], TEXTS["string"]))]


def says(form: Instance, changed: Any) -> dict[str, Any]:
    return {
        "changed": sorted([changed] if isinstance(changed, str) else changed),
        "answers": form.answers(),
        "rows": list(form.rows()),
        "problems": form.problems(),
    }


def play(name: str, seed: int) -> tuple[dict[str, Any], list[dict[str, Any]], Instance]:
    pick = random.Random(seed)
    compiled = compile_workbook(workbook(SAMPLES[name]), name)
    form = opened(compiled, {})
    told, steps = [says(form, [])], []
    for _ in range(STEPS):
        act, *given = step(pick, form)
        steps.append([act, *given])
        told.append(says(form, getattr(form, act)(*given)))
    asked = {"compiled": compiled, "answers": {}, "today": str(TODAY), "steps": steps}
    return asked, told, form


@pytest.mark.parametrize("name", SAMPLES)
def test_both_engines_say_the_same_after_every_step(name: str) -> None:
    plays = [play(name, seed) for seed in range(PLAYS)]
    command = [node_executable(), "--no-warnings", str(HERE / "play_forms.mjs")]
    asked = json.dumps([one[0] for one in plays])
    done = subprocess.run(command, input=asked, capture_output=True, text=True, timeout=120, check=True)
    for (wanted, told, _), theirs in zip(plays, json.loads(done.stdout), strict=True):
        for number, (ours, twin) in enumerate(zip(told, theirs, strict=True)):
            assert ours == twin, wanted["steps"][:number]


@pytest.mark.parametrize("name", ["household", "roster"])
def test_recomputing_what_an_answer_touches_equals_computing_everything(name: str) -> None:
    for seed in range(PLAYS):
        asked, told, form = play(name, seed)
        again = opened(asked["compiled"], form.answers())
        # Instances that are not relevant are not kept.
        assert shown(again.rows()) == shown(told[-1]["rows"]), asked["steps"]


def shown(rows: Any) -> list[dict[str, Any]]:
    return [row for row in rows if row["relevant"]]
