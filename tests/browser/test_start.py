"""The first minutes on a phone, and the minutes after a kill."""

from playwright.sync_api import expect

from tests.browser import taps
from tests.browser.sheet import HEAD, TYPED


def test_a_phone_opens_by_its_pin_after_its_browser_was_killed(phone, met):
    phone.kill()
    page = phone.start()
    page.goto(f"{met.url}/app")
    taps.unlock(page)
    taps.ready(page)


def test_a_phone_opens_without_a_network(phone, met):
    phone.close()
    met.network.refuse()
    page = phone.start()
    page.goto(f"{met.url}/app")
    taps.unlock(page)
    taps.ready(page)
    page.get_by_label("Tìm tên chủ hộ").fill(TYPED)
    expect(page.get_by_role("link", name=HEAD)).to_be_visible()
