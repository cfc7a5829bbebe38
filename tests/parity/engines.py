"""The same expressions run in Python, in Node and in an independent engine inside Chromium.

A case is ``{"household", "at", "expression"}``: answers by name, the path of the node that asks, the text.
A result is ``[type, text]``: numbers as shortest decimals, so that equal texts are equal doubles.
"""

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from playwright.sync_api import Playwright

from gnbv.rules.expression import Context, evaluate
from gnbv.rules.expression_paths import Compiler, Nodes
from gnbv.rules.expression_values import decimal_text, string_of
from gnbv.rules.form import Instance
from gnbv.rules.form_tree import Element, Repeat
from gnbv.rules.xform import compile_form
from tests.chromium import FLAGS, chromium_executable
from tests.node import NODE_MODULES, node_executable

HERE = Path(__file__).parent
TODAY = date(2026, 10, 23)
Case = dict[str, Any]
Result = list[str]


@cache
def household_form() -> dict[str, Any]:
    return compile_form((HERE / "vectors" / "household.xml").read_text(encoding="utf-8"))


def named_households() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / "vectors" / "households.json").read_text(encoding="utf-8"))
    return found


def with_trees(cases: Sequence[Case]) -> list[Case]:
    """The cases with their compiled trees; the node that asks decides how paths are read."""
    form = household_form()
    shape = Nodes(form["root"], form["nodes"], form["lists"])
    by_path = {node["path"]: node["i"] for node in form["nodes"]}
    compiled = []
    for case in cases:
        bare = "".join(part.partition("]")[2] or part for part in case["at"].replace("[", "\n[").split("\n"))
        compiled.append({**case, "tree": Compiler(shape, by_path[bare]).compile(case["expression"])})
    return compiled


def in_python(cases: Sequence[Case], households: dict[str, Any]) -> list[Result]:
    forms = {name: _opened(answers) for name, answers in households.items()}
    results = []
    for case in cases:
        form, elements = forms[case["household"]]
        element = elements[case["at"]]
        results.append(_result(evaluate(case["tree"], Context(form, element, element))))
    return results


def _opened(answers: dict[str, Any]) -> tuple[Instance, dict[str, Element]]:
    form = Instance(household_form(), answers, today=TODAY)
    return form, {form.tree.path(element): element for element in form.tree.walk(form.tree.root)}


def _result(value: Any) -> Result:
    if isinstance(value, bool):
        return ["boolean", "true" if value else "false"]
    return ["number", decimal_text(value)] if isinstance(value, float) else ["string", string_of(value)]


def in_node(cases: Sequence[Case], households: dict[str, Any]) -> list[Result]:
    asked = json.dumps(
        {"form": household_form(), "households": households, "cases": cases, "today": str(TODAY)}
    )
    command = [node_executable(), "--no-warnings", str(HERE / "evaluate_cases.mjs")]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, timeout=120, check=True)
    results: list[Result] = json.loads(done.stdout)
    return results


@contextmanager
def oracle(playwright: Playwright, households: dict[str, Any]) -> Iterator[Any]:
    """A function from cases with their wished types to results of openrosa-xpath-evaluator."""
    browser = playwright.chromium.launch(executable_path=chromium_executable(), args=list(FLAGS))
    try:
        page = browser.new_context(timezone_id="UTC", locale="en-US").new_page()
        page.clock.set_fixed_time(f"{TODAY}T00:00:00Z")
        page.add_script_tag(path=str(NODE_MODULES / "node-forge" / "dist" / "forge.min.js"))
        page.add_script_tag(content=_bundle(NODE_MODULES / "openrosa-xpath-evaluator" / "src"))
        page.add_script_tag(path=str(HERE / "oracle_page.js"))
        page.evaluate("documents => window.openHouseholds(documents)", _documents(households))
        yield lambda cases, types: page.evaluate("cases => window.ask(cases)", _asked(cases, types))
    finally:
        browser.close()


def _asked(cases: Sequence[Case], types: Sequence[str]) -> list[Any]:
    return [
        [case["household"], case["at"], case["expression"], kind]
        for case, kind in zip(cases, types, strict=True)
    ]


def _documents(households: dict[str, Any]) -> dict[str, str]:
    return {name: _xml(_opened(answers)[0].tree.root) for name, answers in households.items()}


def _xml(element: Element) -> str:
    """An irrelevant question is an empty element; irrelevant groups and instances are not there."""
    inner = "".join(
        _xml(one)
        for kid in element.kids.values()
        for one in (kid.all if isinstance(kid, Repeat) else [kid])
        if one.on or not one.kids
    )
    return f"<{element.name}>{inner or escape(element.v)}</{element.name}>"


def _bundle(folder: Path) -> str:
    """The package's CommonJS files as one script: a browser has no require()."""
    modules = {
        path.relative_to(folder).with_suffix("").as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.js"))
    }
    bodies = ",\n".join(
        f"{json.dumps(name)}: (module, exports, require) => {{{text}\n}}" for name, text in modules.items()
    )
    return f"window.oracleModules = {{{bodies}}};"
