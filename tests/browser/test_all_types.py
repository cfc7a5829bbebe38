"""Every question type on a phone without a network: kept over a dead battery, sent, and on record as it was given."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser import all_types, taps
from tests.browser.codes import picture_of
from tests.browser.handset import Handset
from tests.browser.sheet import HEAD, TYPED
from tests.browser.stage import Stage
from tests.tree import ROOT

AXE = ROOT / "tests" / "node_modules" / "axe-core" / "axe.min.js"
SECTIONS = ("numbers", "lists", "long", "days", "places", "files", "rooms")
MIXED = {
    "name": "Lò Văn Mẫu", "story": "Nhà ở\nven suối", "site": "https://example.org", "code": "0012", "income": "1250000",
    "weight": "61.5", "warmth": "2", "height": "1", "floor": "3", "liking": "4", "fixed": "không đổi",
    "copied": "Lò Văn Mẫu", "agreed": "OK", "twice": "123", "silent": "im",
}  # fmt: skip
CHOSEN = {
    "mixed": "bad", "small": "good", "several": "good bad", "ticked": "good fair", "roof": "tile", "free": "other",
    "free_other": "rất khác", "order": "fair bad good", "table": {"row_a": "good", "row_b": "bad"},
}  # fmt: skip
FOUND = {"village": "v15998", "villages": "v9 v5", "parent": "fair", "child": "fair_2"}
DAYS = {
    "day": "1990-03-05", "month": "2024-07-01", "year": "1975-01-01", "hour": "18:30:00.000+07:00",
    "moment": "2026-10-01T08:15:00.000+07:00", "since": "2026-10-23",
}  # fmt: skip
PLACES = {
    "house": "21.327100 103.914100 0.0 12.0",
    "well": "21.5 103.5 0 0",
    "path": "21.327100 103.914100 0.0 12.0;21.328 103.914 0 0",
    "field": "21.3 103.9 0 0;21.301 103.9 0 0;21.301 103.901 0 0;21.3 103.9 0 0",
}
FILES = {
    "photo": "jpg",
    "marked": "jpg",
    "sketch": "jpg",
    "sign": "jpg",
    "voice": "weba",
    "film": "webm",
    "paper": "pdf",
}


@pytest.fixture
def code(playwright: Playwright, tmp_path: Path) -> Callable[[str], Path]:
    """Makes a picture of a QR code."""

    return lambda text: picture_of(playwright, text, tmp_path / "code.png")


def go(page: Page, title: str) -> None:
    page.get_by_role("button", name="Mở danh sách các mục").click()
    page.get_by_role("dialog").get_by_role("link", name=re.compile(rf"\d\. {title}")).click()
    expect(page.get_by_role("navigation", name="Mục của phiếu")).to_contain_text(title)


def is_accessible(page: Page) -> None:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    assert [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found] == []


def shown(page: Page) -> dict[str, Any]:
    """What the fields of a section hold, for comparing before and after."""
    script = "[...document.querySelectorAll('main [data-ref]')].map(q => [q.dataset.ref, [...q.querySelectorAll('input:not([type=file]), textarea, select')].map(f => f.type === 'checkbox' || f.type === 'radio' ? f.checked : f.value), [...q.querySelectorAll('[data-value], [data-rank], [data-points]')].map(n => n.textContent)])"
    return {ref: [fields, texts] for ref, fields, texts in page.evaluate(script)}


@pytest.mark.timeout(600)
def test_every_type_is_filled_without_a_network_survives_and_is_on_record(
    handset: Any, demo: Path, port: int, tmp_path: Path, picture: Path, code: Callable[[str], Path]
) -> None:
    ready = all_types.prepared(demo, tmp_path / "ready")
    with Stage(ready, tmp_path / "instance", port) as stage:
        phone: Handset = handset(geolocation=all_types.PLACE, permissions=["geolocation"])
        page = phone.start()
        taps.sign_in(page, stage.url, "rasoat")
        taps.ready(page)
        taps.kept(page)
        stage.network.refuse()
        page.goto(f"{stage.url}/app")
        taps.unlock(page)
        taps.open_household(page, TYPED, HEAD)
        page.get_by_role("link", name="Bắt đầu rà soát").click()
        work = all_types.Filling(page)
        seen = {}
        for section, title in zip(SECTIONS, ("Số và chữ", "Chọn", "Danh sách dài", "Ngày giờ", "Nơi chốn", "Tệp", "Nhà và phòng"), strict=True):  # fmt: skip
            go(page, title)
            getattr(work, section)(*([picture, code("GNBV-0017")] if section == "files" else []))
            expect(taps.saved(page)).to_be_visible()
            is_accessible(page)
            seen[title] = shown(page)
        phone.kill()

        page = phone.start()
        page.goto(f"{stage.url}/app")
        taps.unlock(page)
        page.get_by_role("link", name=f"Làm tiếp: {HEAD}").click()
        for title, before in seen.items():
            go(page, title)
            expect(page.locator("main .q").first).to_be_visible()
            assert shown(page) == before
        page.get_by_role("link", name="Hoàn thành phiếu").click()
        page.get_by_role("dialog").get_by_role("button", name="Hoàn thành phiếu").click()
        expect(page.get_by_role("heading", name="Phiếu đã ghi xong")).to_be_visible()
        stage.network.pass_through()
        page.goto(f"{stage.url}/app")
        taps.unlock(page)
        taps.send_now(page)
        _arrived(stage)
        document = all_types.record(tmp_path / "instance")
        _is_on_record(document["answers"])
        assert document["meta"]["timings"]["name"] >= 0


def _arrived(stage: Stage) -> None:
    """Waits until the commune has every file whole."""
    until = time.monotonic() + 60
    while True:
        kept = stage.rows("SELECT question, state FROM attachment WHERE state = 'stored'")
        if {row["question"] for row in kept} == {*FILES, "audit"}:
            return
        assert time.monotonic() < until, kept
        time.sleep(0.2)


def _is_on_record(answers: dict[str, Any]) -> None:
    assert answers["numbers"] == MIXED
    lists = answers["lists"]
    assert {key: lists.get(key) for key in CHOSEN} == CHOSEN
    assert {value for key, value in lists.items() if key.startswith("one_")} == {"fair"}
    assert answers["long"] == FOUND
    assert answers["days"] == DAYS
    assert answers["places"] == PLACES
    files = answers["files"]
    assert files.pop("tag") == "GNBV-0017"
    assert {key: value.rpartition(".")[2] for key, value in files.items()} == FILES
    rooms = answers["rooms"]
    assert [room["room_name"] for room in rooms["room"]] == ["Buồng trong"]
    assert [bed["bed_name"] for bed in rooms["room"][0]["bed"]] == ["Bà", "Ông"]
    assert [chair["colour"] for chair in rooms["chair"]] == ["đỏ", "xanh"]
    assert answers["username"] == "rasoat"
    assert answers["today"] == "2026-10-23"
    assert answers["start"].startswith("2026-10-23T") and answers["start"] < answers["end"]
    assert answers["deviceid"]
    assert answers["meta"]["audit"].endswith(".csv")
