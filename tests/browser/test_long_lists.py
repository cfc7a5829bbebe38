"""Lists of a large commune: a part stands in the page, the rest when it is asked for; and nothing rings by itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import all_types, full_count, taps
from tests.browser.conftest import Made
from tests.browser.sheet import HEAD, TYPED
from tests.browser.stage import Stage

WINDOW = 50
# Notes whoever asks to ring, whatever the browser would answer.
LISTEN = """
window.rang = [];
if (window.Notification) Notification.requestPermission = async () => { rang.push('permission'); return 'denied'; };
if (window.PushManager) PushManager.prototype.subscribe = async () => { rang.push('subscribe'); throw new Error('no'); };
"""


@pytest.fixture
def village_of_many(stage: Stage) -> int:
    """A stage on which rasoat has every household of three villages; answers how many."""
    homes = full_count.give_all(stage)
    assert homes > 2 * WINDOW
    return homes


def test_a_list_of_work_shows_a_part_and_the_rest_when_asked(
    handset: Made, stage: Stage, village_of_many: int
) -> None:
    page = handset().start()
    taps.sign_in(page, stage.url, "rasoat")
    taps.ready(page)
    group = page.locator("details[data-group=todo]")
    rows = group.locator("li")
    expect(group.locator("summary .count")).to_have_text(str(village_of_many))
    expect(rows).to_have_count(WINDOW)
    group.get_by_role("button", name=f"Xem thêm 50 hộ, còn {village_of_many - WINDOW}").click()
    expect(rows).to_have_count(2 * WINDOW)
    expect(rows.nth(WINDOW).get_by_role("link")).to_be_focused()
    shown = rows.locator("a").evaluate_all("links => links.map(link => link.href)")
    assert len(set(shown)) == 2 * WINDOW
    page.get_by_label("Tìm tên chủ hộ").fill("le thi")
    expect(page.get_by_text("Hiện 20 hộ đầu")).to_be_visible()
    expect(page.locator("[data-f=found] li")).to_have_count(20)


def test_a_list_of_sixteen_thousand_choices_holds_a_window_of_rows(
    handset: Made, demo: Path, port: int, tmp_path: Path
) -> None:
    ready = all_types.prepared(demo, tmp_path / "made")
    with Stage(ready, tmp_path / "instance", port) as stage:
        page = handset().start()
        taps.sign_in(page, stage.url, "rasoat")
        taps.open_household(page, TYPED, HEAD)
        page.get_by_role("link", name="Bắt đầu rà soát").click()
        page.get_by_role("button", name="Mở danh sách các mục").click()
        page.get_by_role("dialog").get_by_role("link", name="Danh sách dài").click()
        page.locator("[data-q=village] [data-act=long]").click()
        shown = page.get_by_role("dialog").locator("[data-list] .choice")
        expect(shown).to_have_count(WINDOW)
        expect(page.get_by_role("dialog")).to_contain_text(re.compile(r"16\D?000"))
        page.get_by_role("dialog").get_by_role("searchbox").fill("15998")
        expect(shown).to_have_count(1)


def test_nothing_asks_to_ring_before_a_person_wants_it(handset: Made, stage: Stage) -> None:
    phone = handset()
    page = phone.start()
    phone.context.add_init_script(LISTEN)
    taps.sign_in(page, stage.url, "rasoat")
    taps.ready(page)
    for place in ("Chờ gửi", "Thêm", "Việc của tôi"):
        taps.tab(page, place)
        expect(taps.title(page)).to_be_visible()
    taps.open_household(page, TYPED, HEAD)
    page.get_by_role("link", name="Bắt đầu rà soát").click()
    expect(page.get_by_role("link", name="Tiếp: Người trong hộ")).to_be_visible()
    assert page.evaluate("rang") == []
