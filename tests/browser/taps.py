"""What a person does on the phone, by what they read on it: labels, roles and words of the page."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page

from tests.browser.expecting import expect
from tests.browser.stage import PASSWORD

PIN = "246810"
NEW_PIN = "135791"


def sign_in(page: Page, address: str, username: str, *, pin: str = PIN) -> None:
    """First sign-in on this phone: name, password, a PIN twice; ends when the kit is complete."""
    page.goto(f"{address}/app")
    enter(page, username, PASSWORD)
    expect(page.get_by_text("Chọn mã PIN 6 số")).to_be_visible()
    type_pin(page, pin)
    expect(page.get_by_text("Nhập lại mã PIN lần nữa")).to_be_visible()
    type_pin(page, pin)
    expect(page.get_by_role("navigation", name="Điều hướng chính")).to_be_visible()


def enter(page: Page, username: str, password: str) -> None:
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu", exact=True).fill(password)
    page.get_by_role("button", name="Đăng nhập").click()


def type_pin(page: Page, pin: str = PIN) -> None:
    for digit in pin:
        page.get_by_role("button", name=digit, exact=True).click()


def unlock(page: Page, pin: str = PIN) -> None:
    expect(page.get_by_text("Nhập mã PIN 6 số")).to_be_visible()
    type_pin(page, pin)
    expect(
        page.get_by_role("navigation", name="Điều hướng chính").or_(page.locator("footer.actions")).first
    ).to_be_visible()


def tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Điều hướng chính").get_by_role(
        "link", name=re.compile(f"^{name}")
    ).click()


def title(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def ready(page: Page) -> None:
    """The list of households is drawn: the kit is on the phone."""
    expect(page.get_by_label("Tìm tên chủ hộ")).to_be_visible()
    expect(page.get_by_role("heading", name="Đang lấy dữ liệu của thôn về máy")).to_be_hidden()


def open_household(page: Page, words: str, head: str) -> None:
    """Find by what is typed, tone marks or not, and open the first hit of that name."""
    ready(page)
    page.get_by_label("Tìm tên chủ hộ").fill(words)
    page.get_by_role("link", name=re.compile(head)).first.click()
    expect(title(page)).to_contain_text(head)


def send_now(page: Page) -> None:
    tab(page, "Chờ gửi")
    page.get_by_role("button", name="Gửi ngay").click()


def saved(page: Page) -> Locator:
    return page.locator(".saved[data-s=ok]").filter(has_text=re.compile(r"Đã lưu \d\d:\d\d"))


def kept(page: Page) -> None:
    """The worker has the whole shell: from now on the phone starts without a network."""
    # One promise: a policy without eval stops whatever would be asked a second time.
    page.wait_for_function(
        "navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller) || new Promise(done => "
        "navigator.serviceWorker.addEventListener('controllerchange', () => done(true), { once: true })))"
    )
