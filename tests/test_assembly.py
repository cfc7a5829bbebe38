"""Joining modules: the order of imports, every way to import and export, and what is refused."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from gnbv import assembly
from tests.node import node_executable

MODULES = {
    "js/app.js": "import { twice as double } from './one.js';\nimport { even } from './rules/add.js';\nimport('./late.js').then(late => console.log(double(2), late.sum(1), late.KIND, even(4), even(3)));\n",
    "js/one.js": "// Why this is here.\nimport {\n  add,\n} from './rules/add.js';\nexport const twice = n => add(n, n);\n",
    "js/late.js": "import * as add from \"./rules/add.js\";\nexport async function never() {}\nexport function sum(n) {\n  return add.add(n, 10);\n}\nexport class Kind {}\nexport const KIND = new Kind().constructor.name;\n",
    "js/rules/add.js": "import { odd as isOdd } from './odd.js';\nimport * as odds from './odd.js';\nexport const add = (a, b) => a + b;\nexport const even = n => n === 0 || isOdd(n - 1) && odds.odd(n - 1);\nexport const $ = 1;\n",
    "js/rules/odd.js": "import { even } from './add.js';\nexport const odd = n => n > 0 && even(n - 1);\n",
}  # fmt: skip


def _write(root: Path, modules: dict[str, str]) -> None:
    for name, text in modules.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def test_it_runs_as_the_modules_would(tmp_path: Path) -> None:
    _write(tmp_path, MODULES)
    first = assembly.joined(tmp_path, "js/app.js", (), "rest.mjs")
    rest = assembly.remaining(tmp_path, "js/app.js", (), ["js/late.js"], "first.mjs")
    (tmp_path / "first.mjs").write_text(first)
    (tmp_path / "rest.mjs").write_text(rest)
    assert "Why this is here" not in first
    # The entry waits for the second file, which needs the first: the first offers its registry at once.
    started = "setTimeout(() => {}, 0); await import('./first.mjs');"
    (tmp_path / "start.mjs").write_text(started)
    run = subprocess.run(
        [node_executable(), str(tmp_path / "start.mjs")], capture_output=True, text=True, timeout=60
    )
    assert run.stdout == "4 11 Kind true false\n", run.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("export default 1;\n", "not understood"),
        ("export * from './rules/add.js';\n", "not understood"),
    ],
)
def test_it_refuses_what_it_would_change(tmp_path: Path, text: str, words: str) -> None:
    entry = "import { twice } from './one.js';\nexport const one = twice;\n"
    _write(tmp_path, {**MODULES, "js/app.js": entry, "js/one.js": text})
    with pytest.raises(assembly.Unreadable, match=words):
        assembly.joined(tmp_path, "js/app.js", (), "rest.mjs")


def test_it_keeps_a_text_over_several_lines_as_it_is(tmp_path: Path) -> None:
    _write(
        tmp_path, {"js/app.js": "const long = `one\n  two\n\n  // three`;\n  // gone\n  console.log(long);\n"}
    )
    joined = assembly.joined(tmp_path, "js/app.js", (), "rest.mjs")
    assert "`one\n  two\n\n  // three`;\nconsole.log(long);" in joined
