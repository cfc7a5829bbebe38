"""Certificates from the order to the household's hand: the page prints by itself, and each page is readable for everybody."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, Playwright
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from tests.browser.handset import DESK, SMALL
from tests.browser.readable import faults
from tests.certificate_stage import Decided, prepared, rows
from tests.chromium import chromium_executable
from tests.factories import PASSWORD, Cast


@pytest.fixture
def made(session: Session, cast: Cast) -> Decided:
    return prepared(session, cast)


@pytest.fixture
def office(app: Flask, made: Decided) -> Iterator[str]:
    """The address of a server on this test's database."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    running = threading.Thread(target=server.serve_forever)
    running.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    running.join()
    server.server_close()


@pytest.fixture
def page(playwright: Playwright) -> Iterator[Page]:
    browser = playwright.chromium.launch(executable_path=chromium_executable(), args=["--no-sandbox"])
    yield browser.new_page()
    browser.close()


def sign_in(page: Page, office: str, username: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{office}/login")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(lambda url: "/login" not in url)


def test_papers_are_ordered_printed_by_the_open_page_and_handed_over(
    session: Session, page: Page, office: str, made: Decided
) -> None:
    seen: dict[str, object] = {}

    def look(name: str, path: str = "", **how: object) -> None:
        if path:
            page.goto(office + path)
        for summary in page.locator("main details > summary").all():
            summary.evaluate("node => node.parentElement.open = true")
        for size in (SMALL, DESK):
            page.set_viewport_size(size)
            if found := faults(page, **how):  # type: ignore[arg-type]
                seen[f"{name}-{size['width']}"] = found

    first = rows(session)[0]
    here, paper, code = f"/recognitions/{made.recognition.id}", first.id, first.code
    village = f"{here}/certificates/villages/{first.village_id}"
    session.commit()  # the server writes, too
    sign_in(page, office, "dau")
    look("order", f"{here}/certificates")
    page.get_by_role("button", name="Bắt đầu in 3 giấy").click()
    page.get_by_role("heading", name="Đã in xong 3 giấy").wait_for()
    look("printed")
    look("one", f"/certificates/{paper}")
    look("returns", f"{here}/returns")
    look("book", f"{village}/book", targets=False)
    look("papers", f"{village}/papers", targets=False)
    sign_in(page, office, "truong")
    look("village", f"{here}/certificates")
    page.get_by_label("Đã giao cho hộ: Chủ Hộ 101").check()
    page.get_by_label("Người nhận: Chủ Hộ 101").fill("Vợ Hộ 101")
    page.get_by_role("button", name="Ghi các giấy đã đánh dấu").click()
    page.get_by_text("Đã ghi giao 1 giấy.").wait_for()
    look("handed")
    page.context.clear_cookies()
    look("public", f"/c/{code}")
    look("asked", "/c/000000000000")
    assert seen == {}
    assert rows(session)[0].handed_to == "Vợ Hộ 101"
