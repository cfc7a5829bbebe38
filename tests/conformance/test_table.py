"""The table in docs/forms.md says what the cases do, and leaves out no row of the references."""

from __future__ import annotations

import pytest

from tests.conformance import table
from tests.conformance.cases import all_cases

pytestmark = pytest.mark.parity


def test_the_table_in_the_documentation_is_current() -> None:
    assert table.DOCUMENT.read_text(encoding="utf-8") == table.document(), "python -m tests.conformance.table"


def test_every_row_is_shown_by_a_case_or_says_why_not() -> None:
    cases = table.shown_by()
    rows = {row: reason for section in table.references().values() for row, reason in section.items()}
    assert [row for row, reason in rows.items() if not reason and row not in cases] == []


def test_every_case_covers_rows_of_the_references() -> None:
    assert [(case.name, one) for case in all_cases() for one in case.covers if not table.row_of(one)] == []


def test_nothing_in_the_table_is_wrong() -> None:
    assert "**" not in table.table()
