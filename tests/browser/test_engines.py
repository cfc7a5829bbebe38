"""The whole journey of a collector in browsers that are not Chromium.

An engine that this machine does not have is skipped by its name; `.ci/install-system test` tries to install each.
"""

import pytest

from tests.browser import office, taps
from tests.browser.engines.firefox import FirefoxHandset, firefox_executable
from tests.browser.engines.webkit import WebKitHandset, webkit_is_here
from tests.browser.expecting import expect
from tests.browser.sheet import HEAD, SON
from tests.browser.test_story import correct_without_network, survey_without_network

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def firefox(handset, playwright, tmp_path):
    if not firefox_executable():
        pytest.skip("Firefox is not on this machine: the journey was not tried in it")
    phone = FirefoxHandset(playwright, tmp_path / "firefox")
    handset.made.append(phone)
    return phone


@pytest.fixture
def webkit(handset, tmp_path):
    if not webkit_is_here():
        pytest.skip("WebKitGTK with its driver is not on this machine: the journey was not tried in it")
    phone = WebKitHandset(tmp_path / "webkit")
    handset.made.append(phone)
    return phone


def the_whole_journey(phone, stage, desk, picture):
    page = phone.start()
    taps.sign_in(page, stage.url, "rasoat")
    taps.ready(page)
    taps.kept(page)

    page, work = survey_without_network(phone, stage, picture)
    work.on("Kết thúc")
    work.closing()
    work.finish()
    page.get_by_role("link", name="Về Việc của tôi").click()
    taps.tab(page, "Chờ gửi")
    expect(page.locator("main")).to_contain_text("Chỉ có trên máy này, vẫn còn nguyên.")
    assert stage.count("SELECT count(*) FROM survey") == 0

    stage.network.pass_through()
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    assert stage.count("SELECT count(*) FROM survey") == 1
    assert stage.count("SELECT count(*) FROM revision") == 1
    assert stage.count("SELECT count(*) FROM attachment WHERE state = 'stored'") == 1

    supervisor = desk(stage, "giamsat")
    office.read_first(supervisor, HEAD)
    office.remark(
        supervisor, "Nguồn nước chính", "Năm ngoái dùng giếng khoan, nay là sông? Hỏi lại giúp tôi."
    )
    office.remark(supervisor, f"{SON}: Ai đang đi học", "Cháu học lớp mấy?")
    office.give_back(supervisor, 2)
    correct_without_network(phone, stage)
    assert stage.count("SELECT count(*) FROM survey") == 1
    assert stage.count("SELECT count(*) FROM revision") == 2


def test_the_whole_journey_in_firefox(firefox, stage, desk, picture):
    the_whole_journey(firefox, stage, desk, picture)


def test_the_whole_journey_in_webkit(webkit, stage, desk, picture):
    the_whole_journey(webkit, stage, desk, picture)
