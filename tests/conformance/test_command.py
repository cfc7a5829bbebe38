"""The commands as another program runs them: a process, its exit code, its two streams."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conformance.cases import all_cases
from tests.conformance.outcomes import differences

CASES = {case.name: case for case in all_cases()}


def gnbv(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gnbv", "form", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)


@pytest.mark.parametrize("name", ["groups/repeat_nested", "types/select_one_from_file_csv"])
def test_evaluate_prints_json_alone_and_ends_with_nought(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    answers = tmp_path / "answers.json"
    answers.write_text(case.runs[0].answers, encoding="utf-8")
    done = gnbv("evaluate", case.laid_out(tmp_path), answers, "--today", case.today)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert sorted(told) == ["form", "questions", "version"]
    assert all(sorted(row) == ["path", "relevant", "required", "valid", "value"] for row in told["questions"])
    assert differences(case.runs[0], told["questions"]) == []


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("groups/repeat", '{"nobody": "1"}'),
        ("groups/repeat", "{"),
        ("refused/cycle", "{}"),
        ("refused/public_key", "{}"),
    ],
)
def test_evaluate_ends_with_two_and_one_line_when_it_cannot(name: str, answers: str, tmp_path: Path) -> None:
    document = tmp_path / "answers.json"
    document.write_text(answers, encoding="utf-8")
    done = gnbv("evaluate", CASES[name].laid_out(tmp_path), document)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


def test_evaluate_ends_with_two_for_a_day_that_is_none(tmp_path: Path) -> None:
    document = tmp_path / "answers.json"
    document.write_text("{}", encoding="utf-8")
    done = gnbv("evaluate", CASES["types/text"].laid_out(tmp_path), document, "--today", "2026-02-30")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


def test_check_tells_by_its_exit_code_and_in_json(tmp_path: Path) -> None:
    good = gnbv("check", CASES["types/text"].laid_out(tmp_path / "good"))
    assert (good.returncode, json.loads(good.stdout), good.stderr) == (
        0,
        {"supported": True, "problems": []},
        "",
    )
    bad = gnbv("check", CASES["refused/bad_name"].laid_out(tmp_path / "bad"))
    (problem,) = json.loads(bad.stdout)["problems"]
    assert (bad.returncode, bad.stderr) == (1, "")
    assert (problem["sheet"], problem["row"], problem["column"]) == ("survey", 2, "name")
    (tmp_path / "x.xlsx").write_bytes(b"PK nothing")
    broken = gnbv("check", tmp_path / "x.xlsx")
    (problem,) = json.loads(broken.stdout)["problems"]
    assert (broken.returncode, problem["sheet"], problem["row"], problem["column"]) == (1, None, None, None)
