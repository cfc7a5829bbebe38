"""Runs the JavaScript unit tests, a file each, so that a failing one is named like any other test."""

import subprocess
from pathlib import Path

import pytest

from tests.node import node_executable

HERE = Path(__file__).parent
SUITES = sorted(HERE.rglob("*.test.mjs"))
SECONDS = 180


def test_there_is_something_to_run() -> None:
    assert SUITES


@pytest.mark.parametrize("suite", SUITES, ids=lambda path: path.relative_to(HERE).as_posix())
def test_it_passes_in_node(suite: Path) -> None:
    command = [node_executable(), "--no-warnings", "--test", "--test-reporter=spec", str(suite)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
