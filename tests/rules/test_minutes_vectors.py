"""The words of the minutes and the verdict of hands, as a phone has them too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gnbv.rules import meeting
from gnbv.rules.minutes import minutes

VECTORS = Path(__file__).parent.parent / "parity/vectors"
MINUTES = json.loads((VECTORS / "minutes.json").read_text("utf-8"))


@pytest.mark.parametrize("one", MINUTES, ids=lambda one: one["name"])
def test_the_minutes_are_those_that_the_phone_shows(one: dict[str, Any]) -> None:
    assert minutes(one["facts"]) == one["blocks"]


def test_hands_decide_here_as_they_do_on_the_phone() -> None:
    for one in json.loads((VECTORS / "meeting.json").read_text("utf-8"))["verdicts"]:
        hands = (one["agree"], one["disagree"])
        assert meeting.needed(one["present"], one["percent"]) == one["needed"], one
        assert meeting.verdict(*hands, one["present"], one["percent"]) == one["verdict"], one
