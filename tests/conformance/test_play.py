"""Random answers, new and removed instances over every sheet of the folder and over random sheets.

The phone says what the server says. ``make soak`` plays longer; the number of compared states is printed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from gnbv.rules.form import Instance
from gnbv.services.form_check import compile_workbook, read_sheet
from tests.conformance.cases import Case, all_cases
from tests.conformance.plays import Play, differences, play
from tests.parity.engines import TODAY
from tests.parity.random_forms import sheet
from tests.sheets import workbook

pytestmark = pytest.mark.parity
SOAK = bool(os.environ.get("GNBV_SOAK"))
SEED = int(os.environ.get("GNBV_SEED", "20261023"))
PLAYS, STEPS, SHEETS = (12, 40, 600) if SOAK else (1, 14, 40)
BY_CHANCE = ("functions/random_uuid", "functions/randomize")  # each side draws its own lots
WORDS = [
    "",
    "1",
    "2",
    "3",
    "5",
    "12",
    "An",
    "yes",
    "no",
    "yes no",
    "phu_tho",
    "2026-10-23",
    "2020-01-01",
    "x-3",
]


def words_of(case: Case) -> list[str]:
    """What the case itself answers, and its choices."""
    names = [
        row.get("name", "") for table in ("choices", "external_choices") for row in case.tables.get(table, [])
    ]
    found = [cell for run in case.runs for row in run.rows or [] for cell in row[1:2]]
    return list(dict.fromkeys(["", *names, *found, " ".join(names[:2])]))


def told(capsys: pytest.CaptureFixture[str], plays: list[Play], what: str) -> list[object]:
    different = differences(plays)
    states = sum(len(states) for _, states in plays)
    with capsys.disabled():
        sys.stdout.write(f"\n{states} states of {what} in 2 engines, {len(different)} differences\n")
    return different


def test_the_phone_says_what_the_server_says_of_every_sheet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plays = []
    for case in all_cases():
        if not case.refused and case.name not in BY_CHANCE:
            compiled = read_sheet(case.laid_out(tmp_path / case.name))
            plays += [play(compiled, words_of(case), SEED + number, STEPS) for number in range(PLAYS)]
    assert told(capsys, plays, "surveys on the sheets of the folder") == []


def test_the_phone_says_what_the_server_says_of_random_sheets(capsys: pytest.CaptureFixture[str]) -> None:
    plays = []
    for seed in range(SEED, SEED + SHEETS):
        compiled = compile_workbook(workbook(sheet(seed)), "thu")
        plays.append(play(compiled, WORDS, seed, STEPS))
        # What an answer touches is computed anew as if all were.
        again = Instance(compiled, plays[-1][1][-1]["answers"], today=TODAY)
        shown = [row for row in plays[-1][1][-1]["rows"] if row["relevant"]]
        assert [row for row in again.rows() if row["relevant"]] == shown, seed
    assert told(capsys, plays, "surveys on random sheets") == []
