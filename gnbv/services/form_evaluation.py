"""Runs an XLSForm over one answers document, without a phone and without a database."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from gnbv.rules.form import AnswersProblem, Instance
from gnbv.services.form_check import SheetRefused, read_sheet

MAX_ANSWERS_BYTES = 20_000_000


class NotEvaluated(ValueError):
    """One readable line: the sheet is refused, or the answers cannot be read."""


def evaluate(sheet: Path, answers: Path, today: date, now: datetime | None = None) -> dict[str, Any]:
    """Rows as the contract of ``form evaluate`` has them. Raises NotEvaluated."""
    try:
        compiled = read_sheet(sheet)
    except SheetRefused as refused:
        first = refused.problems[0]
        where = f"{first.sheet}, {first.row}, {first.column}: " if first.sheet else ""
        raise NotEvaluated(f"{sheet.name}: {where}{first.message}") from refused
    try:
        form = Instance(compiled, _read_answers(answers), today=today, now=now)
    except AnswersProblem as problem:
        raise NotEvaluated(f"{answers.name}: {problem.path}: {_REASONS[problem.code]}") from problem
    return {"form": compiled["form"], "version": compiled["version"], "questions": list(form.rows())}


_REASONS = {
    "unknown": "không có trong phiếu — not in the form",
    "not_a_group": "phải là một nhóm {…} — must be a group {…}",
    "not_a_list": "phải là một danh sách […] — must be a list […]",
    "not_text": "phải là chữ — must be text",
}


def _read_answers(path: Path) -> Any:
    try:
        if path.stat().st_size > MAX_ANSWERS_BYTES:
            raise NotEvaluated(f"{path.name}: quá lớn — too big")
        text = path.read_text(encoding="utf-8-sig")
        answers = json.loads(text)
        json.dumps(answers, ensure_ascii=False).encode()  # half a character cannot be kept, nor told again
        return answers
    except NotEvaluated:
        raise
    except (OSError, RecursionError, ValueError) as error:
        raise NotEvaluated(f"{path.name}: không đọc được JSON — not readable as JSON ({error})") from error
