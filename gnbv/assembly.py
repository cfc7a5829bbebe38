"""Joins the modules of the phone into two files when they are asked for: no build step, no second copy.

Forty small requests over a village's network take seconds; two take one round each. The modules stay what
they are in the repository and in the tests; here they are put in the order of their imports, each in a
function of its own, without comments and indentation. What this cannot read it refuses, so that a test says it.
"""

from __future__ import annotations

import json
import posixpath
import re
from functools import lru_cache
from pathlib import Path

IMPORT = re.compile(
    r"^import\s*(?:\{(?P<names>[^}]*)\}|\* as (?P<all>\w+))\s*from\s*[\"'](?P<path>\.[^\"']+)[\"'];?$", re.M
)
EXPORTED = re.compile(r"^export (?=(?:(?:async )?function\*?|class|const) ([\w$]+))", re.M)
RENAMED = re.compile(r"\s+as\s+")
DYNAMIC = re.compile(r"\bimport\(")
PRELUDE = """const $m = {};
const $later = async (from, path) => {
const name = new URL(path, `http://x/${from}`).pathname.slice(1);
if (!(name in $m)) await import('./%s');
return $m[name];
};
export { $m, $later };
"""


class Unreadable(ValueError):
    """A module is written in a way that cannot be joined; the message names the file."""


def joined(root: Path, entry: str, first: tuple[str, ...], rest: str) -> str:
    """``entry`` with ``first`` and all they import; what is missing in it is taken from the file ``rest``."""
    names = _ordered(root, [*first, entry])
    body = [_wrapped(root, name) for name in names if name != entry]
    return "".join([PRELUDE % rest, *body, _plain(root, entry)])


def remaining(root: Path, entry: str, first: tuple[str, ...], others: list[str], before: str) -> str:
    """The ``others`` that :func:`joined` left out; ``before`` is the file with those it took."""
    taken = set(_ordered(root, [*first, entry]))
    body = [_wrapped(root, name) for name in _ordered(root, others) if name not in taken]
    return "".join([f"import {{ $m, $later }} from './{before}';\n", *body])


def _ordered(root: Path, names: list[str]) -> list[str]:
    done: list[str] = []
    open_: list[str] = []

    def visit(name: str) -> None:
        if name in done:
            return
        if name in open_:
            raise Unreadable(f"modules import each other in a circle: {' → '.join([*open_, name])}")
        open_.append(name)
        for match in IMPORT.finditer(_text(root, name)):
            visit(_resolve(name, match["path"]))
        open_.pop()
        done.append(name)

    for name in names:
        visit(name)
    return done


def _wrapped(root: Path, name: str) -> str:
    text = _text(root, name)
    exported = ",".join(EXPORTED.findall(text))
    inside = EXPORTED.sub("", _plain(root, name))
    if re.search(r"^(?:export|import)\b(?!\()", inside, re.M):
        raise Unreadable(f"{name}: an import or export that is not understood")
    return f"$m[{json.dumps(name)}]=(()=>{{\n{inside}return{{{exported}}};\n}})();\n"


def _plain(root: Path, name: str) -> str:
    def bound(match: re.Match[str]) -> str:
        source = f"$m[{json.dumps(_resolve(name, match['path']))}]"
        if match["all"]:
            return f"const {match['all']} = {source};"
        return f"const {{{RENAMED.sub(': ', match['names'])}}} = {source};"

    text = IMPORT.sub(bound, _text(root, name))
    return DYNAMIC.sub(f"$later({json.dumps(name)}, ", text)


def _resolve(name: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))


def _text(root: Path, name: str) -> str:
    path = root / name
    return _squeezed(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _squeezed(path: Path, _modified: int) -> str:
    """The module without lines that only comment and without indentation."""
    lines = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.count("`") % 2:
            raise Unreadable(f"{path.name}:{number}: a text over several lines would lose its indentation")
        line = line.strip()
        if line and not line.startswith("//"):
            lines.append(line + "\n")
    return "".join(lines)
