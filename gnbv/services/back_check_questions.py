"""Which questions a back-check compares, and how near two numbers must be: data of the sheet, changed by a round."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.orm import Session

from gnbv.models import Round
from gnbv.rules.agreement import EXACT, HOWS, NUMBER, SET, Question
from gnbv.services import compiled
from gnbv.services.canonical import digest
from gnbv.services.compiled import Sheet

LISTS = Path(__file__).parent.parent / "packs" / "back_checks"
SETTINGS = "back_check"
# Of a sheet without a list of its own: what can be told by its type.
BY_TYPE = {"select1": EXACT, "select": SET, "int": NUMBER, "decimal": NUMBER}
USUAL_SHARE = 0.1


@dataclass(frozen=True)
class Compared:
    """``is_listed``: somebody chose these questions; otherwise all choices and numbers of the sheet are compared."""

    questions: list[Question]
    is_listed: bool


@cache
def _lists() -> dict[str, list[Question]]:
    found = {}
    for path in sorted(LISTS.glob("*.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        questions = [Question(**one) for one in document["questions"]]
        assert all(one.how in HOWS for one in questions), path.name
        found[str(document["form"])] = questions
    return found


def of_round(round_: Round, sheet: Sheet) -> Compared:
    """The questions that the round compares of ``sheet``, in order; those that the sheet has not are left out."""
    keys = {node["key"] for node in sheet.compiled["nodes"]}
    listed = _lists().get(sheet.form)
    questions = [one for one in listed if one.key in keys] if listed else _by_type(sheet.compiled)
    own = round_.settings.get(SETTINGS, {}).get("questions", {})
    kept = [_changed(one, own.get(one.key, {})) for one in questions if own.get(one.key, {}).get("on", True)]
    return Compared(kept, listed is not None)


def sheet_of(session: Session, round_: Round) -> Sheet:
    """The sheet that the round uses today."""
    (sheet,) = compiled.sheets_by_id(session, round_.tenant, {round_.form_version_id})
    return sheet


def version(session: Session, round_: Round) -> str:
    """Changes whenever what is compared does, so that verdicts of before are made anew."""
    questions = of_round(round_, sheet_of(session, round_)).questions
    return digest([asdict(one) for one in questions])[:16]


def every(sheet: Sheet) -> list[Question]:
    """All questions that could be compared of ``sheet``, as they are without a round's settings."""
    keys = {node["key"] for node in sheet.compiled["nodes"]}
    listed = _lists().get(sheet.form)
    return [one for one in listed if one.key in keys] if listed else _by_type(sheet.compiled)


def _changed(question: Question, own: dict[str, Any]) -> Question:
    return replace(
        question,
        within=float(own.get("within", question.within)),
        share=float(own.get("share", question.share)),
    )


def _by_type(form: dict[str, Any]) -> list[Question]:
    found = []
    for node in form["nodes"]:
        how = BY_TYPE.get(node.get("type", ""))
        asked = node["kind"] == "question" and "calculate" not in node
        if how is not None and asked and "notice" not in node.get("appearance", ()):
            found.append(Question(node["key"], how, share=USUAL_SHARE if how == NUMBER else 0.0))
    return found
