"""Every error says what happened, what is safe and what to do, in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.tree import ROOT

ERRORS = {"Invalid", "NotFound", "NotPermitted", "Conflict", "TooLarge", "TooMany", "GnbvError"}
PARTS = 3
END = re.compile(r"[.!?:;](?:\s|$)")


def literal(node: ast.expr) -> str | None:
    """The text of a literal, with "…" for what is put in; ``None`` for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    return None


def messages() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "gnbv").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name not in ERRORS and not (name == "__init__" and len(node.args) >= PARTS):
                continue
            for text in map(literal, node.args[1:PARTS]):
                if text:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", text


def test_every_message_has_its_three_parts() -> None:
    found = list(messages())
    assert len(found) > 100
    assert [(place, text) for place, text in found if len(END.findall(text)) < PARTS] == []
