"""Joins the modules of the phone into three files when they are asked for: no build step, no second copy.

Forty small requests over a village's network take seconds; these take one round each. The modules stay what
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
if (name.startsWith('vendor/')) return import(`../${name}`);
for (const file of %s) if (!(name in $m)) await import(file);
return $m[name];
};
export { $m, $later };
"""
LATE = "const $late = [];\n"
BIND = "for (const bind of $late) bind();\n"


class Unreadable(ValueError):
    """A module is written in a way that cannot be joined; the message names the file."""


def joined(root: Path, entry: str, first: tuple[str, ...], *rest: str) -> str:
    """``entry`` with ``first`` and all they import; what is missing in it is taken from the files ``rest``, in that
    order, and what lies in ``vendor/`` is fetched as it is."""
    names = _ordered(root, [*first, entry])
    body = [_wrapped(root, name, names) for name in names if name != entry]
    prelude = PRELUDE % json.dumps([f"./{name}" for name in rest])
    return "".join([prelude, LATE, *body, BIND, _plain(root, entry, names)])


def remaining(
    root: Path,
    entry: str,
    first: tuple[str, ...],
    others: list[str],
    before: str,
    between: tuple[str, ...] = (),
) -> str:
    """The ``others`` that :func:`joined` left out, and that are not in the file that joins ``between``; ``before`` is
    the first file."""
    taken = _ordered(root, [*first, entry, *between])
    names = [*taken, *(name for name in _ordered(root, others) if name not in taken)]
    body = [_wrapped(root, name, names) for name in names[len(taken) :]]
    return "".join([f"import {{ $m, $later }} from './{before}';\n", LATE, *body, BIND])


def _ordered(root: Path, names: list[str]) -> list[str]:
    """What is imported comes before what imports it; in a circle the one that was met first comes last."""
    done: list[str] = []
    met: set[str] = set()

    def visit(name: str) -> None:
        if name in met:
            return
        met.add(name)
        for match in IMPORT.finditer(_text(root, name)):
            visit(_resolve(name, match["path"]))
        done.append(name)

    for name in names:
        visit(name)
    return done


def _wrapped(root: Path, name: str, order: list[str]) -> str:
    exported = ",".join(EXPORTED.findall(_text(root, name)))
    inside = EXPORTED.sub("", _plain(root, name, order))
    if re.search(r"^(?:export|import)\b(?!\()", inside, re.M):
        raise Unreadable(f"{name}: an import or export that is not understood")
    return f"$m[{json.dumps(name)}]=(()=>{{\n{inside}return{{{exported}}};\n}})();\n"


def _plain(root: Path, name: str, order: list[str]) -> str:
    def bound(match: re.Match[str]) -> str:
        target = _resolve(name, match["path"])
        source = f"$m[{json.dumps(target)}]"
        pattern = match["all"] or f"{{{RENAMED.sub(': ', match['names'])}}}"
        if order.index(target) < order.index(name):
            return f"const {pattern} = {source};"
        # A circle: what is imported is made later, and bound before anything runs that needs it.
        local = [part.split()[-1] for part in (match["all"] or match["names"]).split(",") if part.strip()]
        return f"let {','.join(local)};$late.push(()=>{{({pattern} = {source});}});"

    return DYNAMIC.sub(f"$later({json.dumps(name)}, ", IMPORT.sub(bound, _text(root, name)))


def _resolve(name: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))


def _text(root: Path, name: str) -> str:
    path = root / name
    return _squeezed(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _squeezed(path: Path, _modified: int) -> str:
    """The module without lines that only comment and without indentation; texts over several lines stay."""
    lines = []
    in_text = False
    for line in path.read_text().splitlines():
        was_in_text = in_text
        kept = line if in_text else line.strip()
        in_text ^= bool(line.count("`") % 2)
        if in_text or was_in_text or (kept and not kept.startswith("//")):
            lines.append(kept + "\n")
    return "".join(lines)
