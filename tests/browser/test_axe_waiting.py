"""The pages of what waits at the office: axe-core, targets of 48 px, no sideways scroll, small and large."""

from __future__ import annotations

import pytest

from tests.browser.handset import DESK, SMALL
from tests.browser.office_waiting import fill
from tests.browser.readable import faults

SIZES = {"phone": SMALL, "desk": DESK}


@pytest.mark.parametrize("size", SIZES)
def test_what_waits_at_the_office_is_readable_for_everybody(stage, desk, size):
    paths = fill(stage)
    page = desk(stage, "giamsat", size=SIZES[size])
    seen = {}
    for path in ("/waiting", "/conflicts", paths["conflict"], paths["rival"], "/late", "/surveys/unmatched"):
        page.goto(f"{stage.office}{path}")
        for summary in page.locator("main summary").all():
            summary.click()
        if found := faults(page):
            seen[path] = found
    assert seen == {}
