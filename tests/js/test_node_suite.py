"""Runs the JavaScript unit tests, a file each, so that a failing one is named like any other test."""

import subprocess
from pathlib import Path

import pytest

from tests.node import node_executable
from tests.samples import sample

HERE = Path(__file__).parent
SUITES = sorted(HERE.rglob("*.test.mjs"))
SECONDS = 180
# The random histories, and the search for mutants: `make soak` runs them for hours.
LONG = {"model.test.mjs", "mutants.test.mjs"}
LONG_SECONDS = sample(900, 12 * 3600)
LONG_MARKS = (pytest.mark.slow, pytest.mark.timeout(LONG_SECONDS + 60))


def test_there_is_something_to_run() -> None:
    assert SUITES


@pytest.mark.parametrize(
    "suite",
    [pytest.param(path, marks=LONG_MARKS if path.name in LONG else ()) for path in SUITES],
    ids=[path.relative_to(HERE).as_posix() for path in SUITES],
)
def test_it_passes_in_node(suite: Path) -> None:
    command = [node_executable(), "--no-warnings", "--test", "--test-reporter=spec", str(suite)]
    seconds = LONG_SECONDS if suite.name in LONG else SECONDS
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
