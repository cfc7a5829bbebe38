"""One file of expressions with their results, run by both interpreters."""

import json
import re
import subprocess

import pytest
from playwright.sync_api import Playwright

from gnbv.rules.expression_functions import ARITY, RARE
from tests.node import node_executable
from tests.parity.engines import HERE, in_node, in_python, named_households, with_trees

CASES = json.loads((HERE / "vectors" / "expressions.json").read_text(encoding="utf-8"))
EXPLAINED = json.loads((HERE / "vectors" / "explained.json").read_text(encoding="utf-8"))
pytestmark = pytest.mark.parity


def _wrong(results: list[list[str]]) -> list[str]:
    return [
        f"{case['at']}: {case['expression']} gave {result}, not {case['expected']}"
        for case, result in zip(CASES, results, strict=True)
        if result != [case["type"], case["expected"]]
    ]


def test_there_are_at_least_six_hundred_different_cases() -> None:
    assert len({(case["household"], case["at"], case["expression"]) for case in CASES}) >= 600


def test_python_gives_the_expected_results() -> None:
    assert _wrong(in_python(with_trees(CASES), named_households())) == []


def test_javascript_gives_the_expected_results() -> None:
    assert _wrong(in_node(with_trees(CASES), named_households())) == []


def test_the_documentation_tells_every_function_and_every_difference() -> None:
    text = (HERE.parents[1] / "docs" / "forms.md").read_text(encoding="utf-8")
    assert [name for name in ARITY if f"`{name}`" not in text] == []
    assert [case["expression"] for case in EXPLAINED if case["reason"].replace("|", "\\|") not in text] == []


@pytest.mark.browser
def test_every_explained_difference_to_the_other_engine_is_still_one(playwright: Playwright) -> None:
    from tests.parity.engines import oracle

    cases = [{"household": "full", "at": "/data/probe0", **case} for case in EXPLAINED]
    households = named_households()
    ours = in_python(with_trees(cases), households)
    with oracle(playwright, households) as ask:
        theirs = ask(cases, [case["type"] for case in cases])
    assert [text for _, text in ours] == [case["ours"] for case in cases]
    assert [kind if kind == "error" else text for kind, text in theirs] == [case["theirs"] for case in cases]


def test_what_the_phone_loads_late_is_what_the_compiler_calls_rare() -> None:
    rules = HERE.parents[1] / "gnbv" / "static" / "js" / "rules"
    script = f"""
        const {{ CALLS }} = await import({(rules / "calls.js").as_uri()!r});
        const {{ RARE }} = await import({(rules / "rare.js").as_uri()!r});
        console.log(JSON.stringify([Object.keys(RARE), Object.keys(CALLS)]));
    """
    command = [node_executable(), "--no-warnings", "--input-type=module", "-e", script]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    late, at_once = map(set, json.loads(run.stdout))
    assert late == RARE
    assert not late & at_once
    named = re.search(r"const RARE =(.*?);", (rules / "form.js").read_text(encoding="utf-8"), re.S)
    assert named
    assert set("".join(re.findall(r'"([^"]*)"', named[1])).split()) == RARE
