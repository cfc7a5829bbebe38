"""Every failure and every complaint that `docs/offline.md` lists names tests that exist.

Notation of a row's last column: code spans `file: title`, the file below `tests/`; the title is the pytest function's
name as a sentence, or the title of node's `test('…')`, where what a template fills in stands as `…`.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.tree import ROOT

TESTS = ROOT / "tests"
DESIGNED = 33  # failures F01–F33
COMPLAINED = 25  # complaints C01–C25
ROW = re.compile(r"^\| ([FC]\d\d) \|(.*)\|$", re.M)
SPAN = re.compile(r"`([^`]+)`")
FUNCTION = re.compile(r"^(?:async )?def test_(\w+)\(", re.M)
OPENING = re.compile(r"^\s*test\(.*", re.M)
TITLE = re.compile(r"""(['"`])((?:\\.|(?!\1).)*)\1""")


def rows() -> list[tuple[str, str]]:
    """(number, last column) of both tables."""
    text = (ROOT / "docs/offline.md").read_text("utf-8")
    return [(number, cells.rsplit("|", 1)[-1].strip()) for number, cells in ROW.findall(text)]


@cache
def titles(path: Path) -> set[str]:
    source = path.read_text("utf-8")
    if path.suffix == ".py":
        return {name.replace("_", " ") for name in FUNCTION.findall(source)}
    found = (title for line in OPENING.findall(source) for _quote, title in TITLE.findall(line))
    return {re.sub(r"\$\{[^}]*\}", "…", title).replace("\\'", "'") for title in found}


def wrong(named: str) -> str:
    """Why a span names no test; empty when it does."""
    file, colon, title = named.partition(": ")
    path = TESTS / file
    if not colon or not path.is_file():
        return f"{named!r}: no such file below tests/"
    return "" if title in titles(path) else f"{named!r}: no such test in {file}"


def test_it_lists_every_failure_and_every_complaint_once() -> None:
    expected = [f"F{n:02d}" for n in range(1, DESIGNED + 1)] + [f"C{n:02d}" for n in range(1, COMPLAINED + 1)]
    assert [number for number, _ in rows()] == expected


@pytest.mark.parametrize(("number", "cell"), rows(), ids=lambda value: value[:3])
def test_it_names_tests_that_exist(number: str, cell: str) -> None:
    spans = SPAN.findall(cell)
    assert spans, f"{number} names no test: {cell}"
    assert [problem for problem in map(wrong, spans) if problem] == []
    rest = SPAN.sub("", cell)
    assert not rest.strip("; "), f"{number} says more than tests: {rest}"
