"""Runs the cases: through ``form check`` and ``form evaluate`` as the contract has them, and in Node."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from gnbv.services.form_check import check, read_sheet
from gnbv.services.form_evaluation import NotEvaluated, evaluate
from tests.conformance.cases import Case, Run, all_cases
from tests.node import node_executable

PLAY = Path(__file__).parents[1] / "parity" / "play_forms.mjs"


@dataclass
class Outcome:
    """``wrong``: what differs from the case, in words. ``reasons``: why ``form check`` refused the sheet."""

    case: Case
    wrong: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


@cache
def outcomes() -> dict[str, Outcome]:
    """Every case of the folder, once in Python and once in Node."""
    found: dict[str, Outcome] = {}
    plays: list[tuple[Outcome, Run, dict[str, Any]]] = []
    with tempfile.TemporaryDirectory() as folder:
        for case in all_cases():
            outcome = found[case.name] = Outcome(case)
            _on_the_server(outcome, case.laid_out(Path(folder) / case.name), plays)
    for (outcome, run, _), told in zip(plays, _on_the_phone([play for *_, play in plays]), strict=True):
        outcome.wrong += [f"phone: {line}" for line in differences(run, told[0]["rows"])]
    return found


def _on_the_server(outcome: Outcome, sheet: Path, plays: list[tuple[Outcome, Run, dict[str, Any]]]) -> None:
    case = outcome.case
    checked = check(sheet)
    outcome.reasons = [problem["message"] for problem in checked["problems"]]
    if case.refused:
        _compare_refusal(outcome, checked["problems"])
        return
    if not checked["supported"]:
        outcome.wrong.append(f"refused: {checked['problems']}")
        return
    compiled = read_sheet(sheet)
    outcome.wrong += [
        f"{fact}: {json.dumps(told, ensure_ascii=False)}"
        for fact, value in case.compiled
        if (told := fact_of(compiled, fact)) != value
    ]
    for run in case.runs:
        document = sheet.with_name("answers.json")
        document.write_text(run.answers, encoding="utf-8")
        try:
            told = evaluate(sheet, document, date.fromisoformat(case.today))
        except NotEvaluated as problem:
            if run.rows is not None:
                outcome.wrong.append(f"not evaluated: {problem}")
            continue
        if run.rows is None:
            outcome.wrong.append(f"evaluated: {run.answers}")
            continue
        outcome.wrong += differences(run, told["questions"])
        play = {"compiled": compiled, "answers": json.loads(run.answers), "today": case.today, "steps": []}
        plays.append((outcome, run, play))


def _compare_refusal(outcome: Outcome, problems: list[dict[str, Any]]) -> None:
    cells = [[str(p["sheet"]), str(p["row"]), str(p["column"]), p["message"]] for p in problems]
    for *cell, words in outcome.case.refused:
        if not any(cell == told[:3] and words in told[3] for told in cells):
            outcome.wrong.append(f"not refused at {cell} with {words!r}: {cells}")


def differences(run: Run, questions: list[dict[str, Any]]) -> list[str]:
    told = [[row["path"], row["value"], _flags(row)] for row in questions]
    if run.part:
        wanted = {path for path, *_ in run.rows or []}
        told = [row for row in told if row[0] in wanted]
    rows = [[path, value, " ".join(sorted(flags.split()))] for path, value, flags in run.rows or []]
    if len(rows) == len(told) and all(map(_same, rows, told)):
        return []
    missing = [one for one in rows if not any(_same(one, other) for other in told)]
    more = [one for one in told if not any(_same(other, one) for other in rows)]
    return [f"wanted {missing or [one[0] for one in rows]}, told {more or [one[0] for one in told]}"]


def _flags(row: dict[str, Any]) -> str:
    said = {"irrelevant": not row["relevant"], "required": row["required"], "invalid": not row["valid"]}
    return " ".join(sorted(word for word, there in said.items() if there))


def _same(wanted: list[str], told: list[str]) -> bool:
    if wanted[1].startswith("~ "):
        return wanted[::2] == told[::2] and re.fullmatch(wanted[1][2:], told[1]) is not None
    return wanted == told


def fact_of(compiled: dict[str, Any], fact: str) -> Any:
    """``name.key`` of a node, ``name:part:language`` of its texts, or a key of the form itself."""
    name, _, key = fact.partition(".")
    if key:
        return next(node for node in compiled["nodes"] if node["key"] == name).get(key)
    name, *rest = fact.split(":")
    if rest:
        path = next(node["path"] for node in compiled["nodes"] if node["key"] == name)
        return compiled["texts"].get(f"{path}:{rest[0]}", {}).get(rest[1] if len(rest) > 1 else "default")
    return compiled[name]


def _on_the_phone(plays: list[dict[str, Any]]) -> list[Any]:
    done = subprocess.run(
        [node_executable(), "--no-warnings", str(PLAY)],
        input=json.dumps(plays),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[Any] = json.loads(done.stdout)
    return found
