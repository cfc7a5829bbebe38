"""The table of docs/forms.md, made from what the cases of this folder really do.

``python -m tests.conformance.table`` writes it between its two markers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.conformance.cases import HERE
from tests.conformance.outcomes import Outcome, outcomes

DOCUMENT = Path(__file__).parents[2] / "docs" / "forms.md"
START, END = "<!-- conformance: made by python -m tests.conformance.table -->", "<!-- end of conformance -->"
COMMENT_LINES = 2


@cache
def references() -> dict[str, dict[str, str]]:
    """Section → row → why it is not applicable, or ""."""
    found: dict[str, dict[str, str]] = {}
    lines = (HERE / "references.txt").read_text(encoding="utf-8").splitlines()[COMMENT_LINES:]
    for line in lines:
        if line.startswith("# "):
            section = found[line[2:]] = {}
        elif line:
            row, _, reason = line.partition(" — ")
            section[row] = reason
    return found


def row_of(cover: str) -> str:
    """The row that a case names: the longest one its words begin with."""
    rows = [row for section in references().values() for row in section]
    fitting = [row for row in rows if cover == row or cover.startswith(row + " (")]
    return max(fitting, key=len, default="")


def shown_by() -> dict[str, list[Outcome]]:
    """Row → the cases that cover it."""
    found: dict[str, list[Outcome]] = {}
    for outcome in outcomes().values():
        for row in dict.fromkeys(map(row_of, outcome.case.covers)):
            found.setdefault(row, []).append(outcome)
    return found


def table() -> str:
    cases = shown_by()
    lines = []
    for section, rows in references().items():
        lines += ["", f"### {section}", "", "| row | here | shown by |", "|---|---|---|"]
        for row, reason in rows.items():
            told = f"not applicable: {reason}" if reason else "; ".join(_verdicts(cases.get(row, [])))
            names = ", ".join(f"`{outcome.case.name}`" for outcome in cases.get(row, []))
            lines.append(f"| {_cell(row)} | {_cell(told)} | {names} |")
    counted = outcomes().values()
    right = sum(not outcome.wrong for outcome in counted)
    refused = sum(bool(outcome.case.refused) for outcome in counted)
    head = (
        f"{len(counted)} sheets, {right} of them do what their file says on the server and on the phone; "
        f"{refused} are sheets that must be refused with the cell named."
    )
    return "\n".join([head, *lines])


def _verdicts(shown: list[Outcome]) -> Iterator[str]:
    runs = [one for one in shown if not one.case.refused]
    if runs:
        yield "supported" if not any(one.wrong for one in runs) else "**wrong**"
    for one in shown:
        if one.case.refused and not runs:
            reason = (
                one.reasons[0].rpartition(" — ")[2] if one.reasons and not one.wrong else "**not refused**"
            )
            yield f"refused: {reason}"
    if runs and len(runs) < len(shown):
        yield "wrong uses of it are refused"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def document() -> str:
    """docs/forms.md with the table of today."""
    text = DOCUMENT.read_text(encoding="utf-8")
    pattern = re.escape(START) + ".*" + re.escape(END)
    return re.sub(pattern, lambda _: f"{START}\n{table()}\n\n{END}", text, flags=re.DOTALL)


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
