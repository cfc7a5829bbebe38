"""The steps of the villages, one village, its file, days off and switches: readable for everybody at both sizes."""

from __future__ import annotations

from tests.browser.handset import DESK, SMALL
from tests.browser.readable import faults


def test_the_pages_of_the_procedure_are_readable_for_everybody(stage, desk):
    seen = {}
    for who, size in (("daumoi", SMALL), ("daumoi", DESK), ("mattran", SMALL)):
        page = desk(stage, who, size=size)

        def look(name, page=page, who=who, size=size):
            if found := faults(page):
                seen[name, who, str(size)] = found

        page.goto(f"{stage.office}/procedure")
        look("board")
        village = page.get_by_role("link", name="Thôn 1").locator("visible=true").first.get_attribute("href")
        page.goto(f"{stage.office}{village}")
        for summary in page.locator("main details > summary").all():
            summary.click()
        look("village")
        page.get_by_role("link", name="Hồ sơ thôn").click()
        page.get_by_role("heading", name="Trong hồ sơ").wait_for()
        for summary in page.locator("main details > summary").all():
            summary.click()
        look("file")
        page.goto(f"{stage.office}/recommendations")
        look("recommendations")
        page.goto(f"{stage.office}/procedure")
        page.get_by_role("link", name="Ngày nghỉ, ngày làm việc").click()
        page.get_by_role("heading", name="Ngày nghỉ lễ, tết").wait_for()
        for summary in page.locator("main details > summary").all():
            summary.click()
        look("days")
        if who == "daumoi":
            page.goto(f"{stage.office}/procedure")
            page.get_by_role("link", name="Các bước theo loại đợt").click()
            page.get_by_role("heading", name="Rà soát thường xuyên").wait_for()
            look("switches")
    assert seen == {}
