"""Every sheet of the conformance folder does what its file says, on the server and on the phone."""

from __future__ import annotations

import pytest

from tests.conformance.cases import all_cases
from tests.conformance.outcomes import outcomes

pytestmark = pytest.mark.parity


@pytest.mark.parametrize("name", [case.name for case in all_cases()])
def test_it_does_what_the_case_says(name: str) -> None:
    assert outcomes()[name].wrong == []


def test_every_case_asks_for_something() -> None:
    for case in all_cases():
        assert case.refused or case.compiled or case.runs, case.name
        assert all(run.rows is None or run.rows for run in case.runs) or case.refused or case.compiled, (
            case.name
        )
