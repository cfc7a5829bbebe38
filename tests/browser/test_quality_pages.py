"""Back-checks, the comparison of collectors and a round's checks, at a desk and on a small screen: readable for
everybody, and a difference settled by hand."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.handset import DESK, SMALL
from tests.browser.readable import faults
from tests.browser.stage import Stage, environment
from tests.tree import ROOT

SIZES = {"phone": SMALL, "desk": DESK}


@pytest.fixture(scope="module")
def surveyed(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """An instance in the middle of its round, and the round's id."""
    folder = tmp_path_factory.mktemp("surveyed") / "instance"
    shutil.copytree(demo, folder)
    run = subprocess.run(
        [sys.executable, "-m", "tests.browser.surveyed", str(folder)],
        cwd=ROOT, env=environment(folder), capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    return folder, run.stdout.split()[-1]


@pytest.fixture
def office(surveyed: tuple[Path, str], port: int, tmp_path: Path) -> Iterator[Stage]:
    with Stage(surveyed[0], tmp_path / "instance", port) as made:
        yield made


@pytest.mark.parametrize("size", SIZES)
def test_pages_about_quality_are_readable_for_everybody(office, surveyed, desk, size):
    base, seen = f"{office.office}/rounds/{surveyed[1]}", {}

    def look(name):
        if found := faults(page):
            seen[name] = found

    page = desk(office, "giamsat", size=SIZES[size])
    page.goto(f"{base}/back-checks")
    look("back-checks")
    page.get_by_role("link", name="câu khác nhau").first.click()
    expect(page.get_by_text("Xử lý thế nào?").first).to_be_visible()
    for summary in page.locator("main details > summary").all():
        summary.click()
    look("differences")
    for path in ("/back-checks/rates", "/collectors", "/quality", ""):
        page.goto(base + path)
        look(path)
    page = desk(office, "daumoi", size=SIZES[size])
    page.goto(f"{base}/back-checks/questions")
    look("questions")
    page.goto(f"{base}/quality")
    for summary in page.locator("main details > summary").all():
        summary.click()
    look("settings")
    page.get_by_label("Cách nhà trên").fill("400")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", name="Với ngưỡng này")).to_be_visible()
    look("preview")
    page.get_by_label("Cách nhà trên").fill("xa")
    page.get_by_role("button", name="Ghi cách kiểm tra").click()
    expect(page.get_by_role("alert").filter(has_text="phải là số")).to_be_visible()
    look("refused")
    assert seen == {}


def test_a_difference_is_settled_and_the_household_ends(office, surveyed, desk):
    page = desk(office, "giamsat", size=SMALL)
    page.goto(f"{office.office}/rounds/{surveyed[1]}/back-checks")
    page.get_by_role("link", name="câu khác nhau").first.click()
    settled = 0
    while (place := page.locator("#next")).count():
        place.get_by_label("Giữ câu trả lời đầu").check()
        place.get_by_label("Vì sao, hoặc viết gì").fill("Đã hỏi lại, lần đầu đúng")
        place.get_by_role("button", name="Ghi cách xử lý").click()
        settled += 1
        expect(page.get_by_text("Đã hỏi lại, lần đầu đúng")).to_have_count(settled)
    assert settled
    page.get_by_role("button", name="Kết thúc phúc tra hộ này").click()
    expect(page.get_by_text("Đã kết thúc phúc tra hộ này.")).to_be_visible()
