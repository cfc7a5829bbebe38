"""One demo instance and one signed-in phone are made once; every journey works on copies of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser import sheet, taps
from tests.browser.handset import Browser, Desk, Handset
from tests.browser.stage import PASSWORD, Stage, free_port, make_demo
from tests.chromium import chromium_executable

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            # A busy machine starves a browser now and then. A second try is shown as RERUN, never hidden.
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """A journey that fails tells what every phone and desk showed."""
    report = yield
    if call.when == "call" and report.failed:
        for one in getattr(item, "funcargs", {}).get("handset", made_none).made:
            report.sections.append((f"{one.profile.name} showed", one.shows()))
    return report


class Made:
    """The phones and desks of one journey."""

    def __init__(self, playwright: Playwright | None = None, folder: Path | None = None) -> None:
        self.made: list[Handset] = []
        self.playwright = playwright
        self.folder = folder

    def __call__(self, name: str = "phone", kind: type[Handset] = Handset, **options: Any) -> Handset:
        assert self.playwright and self.folder
        phone = kind(self.playwright, self.folder / name, **options)
        self.made.append(phone)
        return phone


made_none = Made()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_demo(tmp_path_factory.mktemp("demo") / "instance")


@pytest.fixture(scope="session")
def port() -> int:
    return free_port()


class Ready:
    """A server and a phone that met once: rasoat signed in, PIN set, kit complete."""

    def __init__(self, instance: Path, profile: Path) -> None:
        self.instance = instance
        self.profile = profile


class Carried:
    """A phone and the server it belongs to."""

    def __init__(self, phone: Handset, stage: Stage) -> None:
        self.phone = phone
        self.stage = stage


@pytest.fixture(scope="session")
def signed_in(
    playwright: Playwright, demo: Path, port: int, tmp_path_factory: pytest.TempPathFactory
) -> Ready:
    folder = tmp_path_factory.mktemp("ready")
    with Stage(demo, folder / "instance", port) as stage:
        phone = Handset(playwright, folder / "profile")
        page = phone.start()
        taps.sign_in(page, stage.url, "rasoat")
        taps.ready(page)
        taps.kept(page)
        # A browser without a face promises nothing; read once, the note is silent for the journeys.
        taps.tab(page, "Thêm")
        if (read := page.get_by_role("button", name="Đã hiểu")).count():
            read.click()
        phone.close()
    return Ready(folder / "instance", folder / "profile")


@pytest.fixture(scope="session")
def finished(
    playwright: Playwright, signed_in: Ready, port: int, tmp_path_factory: pytest.TempPathFactory
) -> Ready:
    """The same phone with one finished sheet on it that the commune does not have yet."""
    folder = tmp_path_factory.mktemp("finished")
    with Stage(signed_in.instance, folder / "instance", port) as stage:
        phone = Handset(playwright, folder / "profile", like=signed_in.profile)
        page = phone.start()
        page.goto(f"{stage.url}/app")
        taps.unlock(page)
        stage.network.refuse()
        sheet.whole(page)
        phone.close()
    return Ready(folder / "instance", folder / "profile")


@pytest.fixture
def stage(demo: Path, port: int, tmp_path: Path) -> Iterator[Stage]:
    """A fresh demo: nobody has signed in yet."""
    with Stage(demo, tmp_path / "instance", port) as made:
        yield made


@pytest.fixture
def met(signed_in: Ready, port: int, tmp_path: Path) -> Iterator[Stage]:
    """The server that the phone `phone` has signed in to."""
    with Stage(signed_in.instance, tmp_path / "instance", port) as made:
        yield made


@pytest.fixture
def handset(playwright: Playwright, tmp_path: Path) -> Iterator[Made]:
    """Makes phones; all are closed at the end, and none may have met an error that no page explains."""
    made = Made(playwright, tmp_path)
    yield made
    for phone in made.made:
        phone.close()
    assert [problem for phone in made.made for problem in phone.problems] == []


@pytest.fixture
def offline(handset: Made, finished: Ready, port: int, tmp_path: Path) -> Iterator[Carried]:
    """A phone that carries one finished sheet, opened where there is no network."""
    with Stage(finished.instance, tmp_path / "instance", port) as stage:
        stage.network.refuse()
        phone = handset(like=finished.profile)
        page = phone.start()
        page.goto(f"{stage.url}/app")
        taps.unlock(page)
        taps.ready(page)
        yield Carried(phone, stage)


@pytest.fixture
def phone(handset: Made, signed_in: Ready, met: Stage) -> Handset:
    """The signed-in phone of rasoat, started and unlocked, on my work."""
    phone = handset(like=signed_in.profile)
    page = phone.start()
    page.goto(f"{met.url}/app")
    taps.unlock(page)
    taps.ready(page)
    return phone


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    made = Browser(playwright)
    yield made
    made.close()


@pytest.fixture
def desk(handset: Made, browser: Browser) -> Callable[[Stage, str], Page]:
    """Signs a person of the office in, on a desk of their own."""

    def sign_in(stage: Stage, username: str, **options: object) -> Page:
        page = handset(f"desk-{username}", Desk, browser=browser, **options).start()
        page.goto(f"{stage.office}/login")
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url(lambda url: "/login" not in url)
        return page

    return sign_in


@pytest.fixture(scope="session")
def picture(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small JPEG of a sheet of paper, made by the browser itself."""
    path = tmp_path_factory.mktemp("photo") / "b1.jpg"
    browser = playwright.chromium.launch(executable_path=chromium_executable(), args=["--no-sandbox"])
    page = browser.new_page(viewport={"width": 400, "height": 300})
    page.set_content("<h1>B1: 120</h1>")
    page.screenshot(path=path, type="jpeg", quality=60)
    browser.close()
    return path


@pytest.fixture
def received(offline: Carried) -> Stage:
    """The office after the phone has handed its sheet in."""
    page = offline.phone.page
    offline.stage.network.pass_through()
    taps.send_now(page)
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    return offline.stage
