"""Plays random surveys: what the phone says after every step, beside what the server says."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Sequence
from itertools import count
from typing import Any

from gnbv.rules.form import Instance
from tests.conformance.outcomes import PLAY
from tests.node import node_executable
from tests.parity.engines import TODAY
from tests.parity.form_samples import TEXTS

TEXTS_OF_TYPES = {
    **TEXTS,
    "time": ["", "08:15", "23:59:59.999+07:00", "24:00"],
    "dateTime": ["", "2026-10-23T08:15:30.250+07:00", "2026-10-23", "1969-12-31T23:00:00.000Z", "x"],
    "geopoint": ["", "20.5 105.5 0 0", "91 0", "1 1; 2 2"],
    "geoshape": ["", "20 105; 20 106; 21 106; 20 105", "1 1; 2 2"],
}
Play = tuple[dict[str, Any], list[dict[str, Any]]]


def step(pick: random.Random, form: Instance, words: Sequence[str]) -> list[Any]:
    """One random act that the form allows now; [] when it asks nothing."""
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
    texts = TEXTS_OF_TYPES.get(form.nodes[element.n]["type"], TEXTS["string"])
    return ["set", form.ref(element), pick.choice(words if pick.random() < 0.6 else texts)]


def says(form: Instance, changed: Any) -> dict[str, Any]:
    return {
        "changed": sorted([changed] if isinstance(changed, str) else changed),
        "answers": form.answers(),
        "rows": list(form.rows()),
        "problems": form.problems(),
    }


def play(compiled: dict[str, Any], words: Sequence[str], seed: int, steps: int) -> Play:
    """What was done, and what the server's form says after each act."""
    pick, numbers = random.Random(seed), count(1)
    form = Instance(compiled, {}, today=TODAY, new_id=lambda: f"new-{next(numbers)}")
    told: list[dict[str, Any]] = [says(form, [])]
    acts: list[list[Any]] = []
    for _ in range(steps):
        act = step(pick, form, words)
        if not act:
            break
        acts.append(act)
        told.append(says(form, getattr(form, act[0])(*act[1:])))
    return {"compiled": compiled, "answers": {}, "today": str(TODAY), "steps": acts}, told


def differences(plays: Sequence[Play]) -> list[Any]:
    """The acts after which the phone says something else, and what both say."""
    done = subprocess.run(
        [node_executable(), "--no-warnings", str(PLAY)],
        input=json.dumps([asked for asked, _ in plays]),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = []
    for (asked, told), theirs in zip(plays, json.loads(done.stdout), strict=True):
        wrong = next((at for at, (a, b) in enumerate(zip(told, theirs, strict=True)) if a != b), None)
        if wrong is not None:
            found.append((asked["steps"][:wrong], told[wrong], theirs[wrong]))
    return found
