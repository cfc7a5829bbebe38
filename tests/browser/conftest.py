"""One demo instance and one signed-in phone are made once; every journey works on copies of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, sync_playwright

from tests.browser import taps
from tests.browser.handset import DESK, Handset
from tests.browser.stage import PASSWORD, Stage, free_port, make_demo

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


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
        # The shell is kept for the day without a network only when the worker has it all.
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
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
def handset(playwright: Playwright, tmp_path: Path) -> Iterator[Callable[..., Handset]]:
    """Makes phones; all are closed at the end, and none may have met an error that no page explains."""
    made: list[Handset] = []

    def make(name: str = "phone", **options: object) -> Handset:
        phone = Handset(playwright, tmp_path / name, **options)  # type: ignore[arg-type]
        made.append(phone)
        return phone

    yield make
    for phone in made:
        phone.close()
    assert [problem for phone in made for problem in phone.problems] == []


@pytest.fixture
def phone(handset: Callable[..., Handset], signed_in: Ready, met: Stage) -> Handset:
    """The signed-in phone of rasoat, started and unlocked, on my work."""
    phone = handset(like=signed_in.profile)
    page = phone.start()
    page.goto(f"{met.url}/app")
    taps.unlock(page)
    taps.ready(page)
    return phone


@pytest.fixture
def desk(handset: Callable[..., Handset]) -> Callable[[Stage, str], Page]:
    """Signs a person of the office in, on a desk of their own."""

    def sign_in(stage: Stage, username: str, **options: object) -> Page:
        page = handset(f"desk-{username}", size=DESK, **options).start()
        page.goto(f"{stage.office}/login")
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url(lambda url: "/login" not in url)
        return page

    return sign_in
