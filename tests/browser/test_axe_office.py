"""Every page of the office: axe-core, targets of 48 px, no sideways scroll, small and large, light and dark."""

from __future__ import annotations

import pytest

from tests.browser import office
from tests.browser.handset import DESK, SMALL
from tests.browser.readable import faults
from tests.browser.sheet import HEAD

SIZES = {"phone": SMALL, "desk": DESK}
PAGES = {
    "giamsat": ("/surveys", "/board", "/account", "/surveys?status=approved", "/nowhere"),
    "lanhdao": ("/board", "/plans", "/tasks", "/inbox"),
    "daumoi": ("/plans", "/tasks?show=done"),
    "mattran": ("/board",),
    "quantri": ("/account", "/surveys", "/people", "/account/password"),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("username", PAGES)
def test_pages_of_the_office_are_readable_for_everybody(stage, desk, username, size):
    page = desk(stage, username, size=SIZES[size])
    seen = {}
    for path in PAGES[username]:
        page.goto(f"{stage.office}{path}")
        if found := faults(page):
            seen[path] = found
    if username == "lanhdao":
        page.goto(f"{stage.office}/plans")
        page.locator("main li a").first.click()
        page.wait_for_url("**/plans/*")
        if found := faults(page):
            seen["plan"] = found
    assert seen == {}


@pytest.mark.parametrize("size", SIZES)
def test_the_page_of_a_person_and_their_phones_is_readable_for_everybody(met, desk, size):
    """``met``: the collector's phone has signed in once, so there is one to look at."""
    seen = {}
    for username, path in (("quantri", "/people"), ("rasoat", "/account/devices")):
        page = desk(met, username, size=SIZES[size])
        page.goto(f"{met.office}{path}")
        if username == "quantri":
            page.get_by_role("link", name="Lê Thị Hương").click()
        for summary in page.locator("main details > summary").all():
            summary.click()
        if found := faults(page):
            seen[path] = found
    assert seen == {}


@pytest.mark.parametrize("size", SIZES)
def test_the_reading_of_a_survey_is_readable_for_everybody(received, desk, size):
    page = desk(received, "giamsat", size=SIZES[size])
    seen = {}
    page.goto(f"{received.office}/surveys")
    if found := faults(page):
        seen["queue"] = found
    office.read_first(page, HEAD)
    page.get_by_text("Vì sao ra kết quả này").first.click()
    office.remark(page, "Nguồn nước chính", "Hỏi lại giúp tôi.")
    if found := faults(page):
        seen["reading"] = found
    page.goto(page.url + "/sheet")
    if found := faults(page, targets=False):
        seen["paper"] = found
    assert seen == {}


def test_the_sign_in_page_of_the_office_is_readable_for_everybody(stage, handset):
    for name, size in SIZES.items():
        page = handset(name, size=size).start()
        page.goto(f"{stage.office}/login")
        assert faults(page) == []
