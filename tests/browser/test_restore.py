"""Site data cleared, or the phone gone: the second copy brings everything to where the person signs in."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import sheet, taps
from tests.browser.conftest import Carried, Made
from tests.browser.handset import Handset
from tests.browser.sheet import OTHER, OTHER_TYPED
from tests.browser.stage import PASSWORD, Stage

# What lies in the store, as far as it must be the same on another phone: envelopes and photos as they travel.
SAME = """async () => {
  const { name } = (await indexedDB.databases()).find(({ name }) => name.startsWith('gnbv-'));
  const done = request => new Promise((yes, no) => { request.onsuccess = () => yes(request.result); request.onerror = no; });
  const db = await done(indexedDB.open(name));
  const all = shelf => done(db.transaction(shelf).objectStore(shelf).getAll());
  const hash = async bytes => [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].join();
  const found = {
    drafts: (await all('drafts')).map(({ id, state, at }) => [id, state, at]),
    outbox: (await all('outbox')).filter(({ kind }) => kind === 'survey').map(({ id, wire, at }) => [id, at, JSON.stringify(wire)]),
    files: await Promise.all((await all('files')).map(async ({ key, file, state, box }) => [key, file.size, state, await hash(box.ct)])),
  };
  db.close();
  return found;
}"""


def trouble(stage: Stage) -> None:
    """The server cannot take finished work in; everything else of it answers."""
    stage.server.write(
        "CREATE TRIGGER trouble BEFORE UPDATE OF last_sync_at ON device BEGIN SELECT RAISE(ABORT, 'trouble'); END"
    )


def over(stage: Stage) -> None:
    stage.server.write("DROP TRIGGER trouble")


@pytest.fixture
def copied(offline: Carried, picture: Path) -> dict[str, Any]:
    """A finished sheet and a draft with a photo lie on the phone and in its copy; the commune has neither."""
    phone, stage = offline.phone, offline.stage
    page = phone.page
    work = sheet.start(page, OTHER_TYPED, OTHER)
    work.intro(OTHER)
    page.get_by_role("link", name="Tiếp: Người trong hộ").click()
    page.goto(re.sub(r"/survey.*", "/survey/3", page.url))
    taps.unlock(page)
    work.section("Nhà ở")
    work.photo("Ảnh mặt trước nhà", picture)
    work.write("Diện tích nhà ở là bao nhiêu?", "47")
    expect(taps.saved(page)).to_be_visible()
    page.goto(f"{stage.url}/app")
    taps.unlock(page)
    expect(page.get_by_text(re.compile(r"^2 (phiếu|việc) chưa có"))).to_be_visible()
    trouble(stage)
    stage.network.pass_through()
    taps.send_now(page)
    taps.tab(page, "Việc của tôi")
    expect(page.get_by_text("Bản dự phòng: vừa xong.")).to_be_visible(timeout=60_000)
    # The row of the finished household keeps its state; the note above the list no longer says so.
    expect(page.locator("[data-f=unsent_n]")).not_to_contain_text("chỉ có trên máy này")
    found: dict[str, Any] = page.evaluate(SAME)
    assert [len(found[shelf]) for shelf in ("drafts", "outbox", "files")] == [2, 1, 1]
    return found


def bring(page: Page, stage: Stage, password: str) -> None:
    """Sign in on a phone that knows nothing, make a PIN, and take the other one's work."""
    page.goto(f"{stage.url}/app")
    taps.enter(page, "rasoat", password)
    expect(page.get_by_text("Chọn mã PIN 6 số")).to_be_visible()
    taps.type_pin(page, taps.NEW_PIN)
    taps.type_pin(page, taps.NEW_PIN)
    expect(
        page.get_by_role("heading", name="Máy trước còn 1 phiếu đang làm, 1 việc chưa gửi, 1 ảnh.")
    ).to_be_visible()
    page.get_by_role("button", name="Lấy về máy này").click()
    expect(
        page.get_by_role("heading", name="Đã lấy về 1 phiếu đang làm, 1 việc chưa gửi, 1 ảnh.")
    ).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def reset(page: Page, stage: Stage) -> str:
    """The administrator gives rasoat a password, which is told once."""
    page.goto(f"{stage.office}/people?q=rasoat")
    page.locator("#people a").filter(has_text=re.compile(r"rasoat\b")).first.click()
    page.locator("summary").filter(has_text="Cấp mật khẩu mới").click()
    page.locator("#why-password").fill("Quên mật khẩu, mất máy")
    page.get_by_role("button", name="Cấp mật khẩu mới").click()
    return page.locator("#password").inner_text()


def goes_on(page: Page, stage: Stage) -> None:
    """The finished sheet arrives once, and the draft is where it was."""
    over(stage)
    page.get_by_role("link", name="Về việc của tôi").click()
    taps.ready(page)
    taps.send_now(page)
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    assert stage.count("SELECT count(*) FROM sync_item WHERE kind = 'survey'") == 1
    assert stage.count("SELECT count(*) FROM revision") == stage.count(
        "SELECT count(DISTINCT survey_id) FROM revision"
    )
    taps.tab(page, "Việc của tôi")
    page.get_by_role("link", name=re.compile(f"Làm tiếp: {OTHER}")).click()
    work = sheet.Sheet(page)
    work.section("Nhà ở")
    expect(work.question("Diện tích nhà ở là bao nhiêu?").get_by_role("textbox")).to_have_value("47")
    expect(work.question("Ảnh mặt trước nhà").get_by_role("img")).to_be_visible()


def test_after_site_data_was_cleared_everything_comes_back_bit_for_bit(
    offline: Carried, copied: dict[str, Any]
) -> None:
    phone, stage = offline.phone, offline.stage
    page = phone.page
    cdp = phone.context.new_cdp_session(page)
    page.goto("about:blank")
    cdp.send("Storage.clearDataForOrigin", {"origin": stage.url, "storageTypes": "all"})
    bring(page, stage, PASSWORD)
    assert page.evaluate(SAME) == copied
    goes_on(page, stage)


def test_a_new_phone_takes_over_after_the_password_was_reset_and_the_old_one_is_told(
    offline: Carried, copied: dict[str, Any], handset: Made, desk: Callable[[Stage, str], Page]
) -> None:
    stage = offline.stage
    given = reset(desk(stage, "quantri"), stage)
    page = handset("another").start()
    page.goto(f"{stage.url}/app")
    taps.enter(page, "rasoat", PASSWORD)
    expect(page.get_by_text("Tên đăng nhập hoặc mật khẩu chưa đúng")).to_be_visible()
    bring(page, stage, given)
    assert page.evaluate(SAME) == copied
    goes_on(page, stage)
    page.goto(f"{stage.url}/app/more")
    taps.unlock(page, taps.NEW_PIN)
    expect(page.get_by_text("dữ liệu của bạn đã được lấy về máy này.")).to_be_visible()

    # The old phone is found again: it is told, and what it still holds arrives as what is here already.
    old = offline.phone.page
    old.goto(f"{stage.url}/app/outbox")
    taps.unlock(old)
    taps.send_now(old)
    expect(old.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    taps.tab(old, "Việc của tôi")
    expect(old.get_by_text("Nếu không phải bạn, báo quản trị xã.")).to_be_visible()
    old.get_by_role("button", name="Đã biết").click()
    expect(old.get_by_text("Nếu không phải bạn, báo quản trị xã.")).to_be_hidden()
    assert stage.count("SELECT count(*) FROM sync_item WHERE kind = 'survey'") == 1


def test_the_phone_opens_when_its_pin_is_forgotten_and_the_password_was_reset(
    phone: Handset, met: Stage, desk: Callable[[Stage, str], Page]
) -> None:
    page = phone.page
    work = sheet.start(page, OTHER_TYPED, OTHER)
    work.intro(OTHER)
    expect(taps.saved(page)).to_be_visible()
    given = reset(desk(met, "quantri"), met)
    page.goto(f"{met.url}/app")
    page.get_by_role("button", name="Đổi người dùng").click()
    taps.enter(page, "rasoat", given)
    expect(page.get_by_text("Mật khẩu đã đổi. Nhập mã PIN cũ")).to_be_visible()
    page.get_by_role("button", name="Quên PIN").click()
    expect(page.get_by_text("Chọn mã PIN mới, 6 số")).to_be_visible()
    taps.type_pin(page, taps.NEW_PIN)
    taps.type_pin(page, taps.NEW_PIN)
    taps.ready(page)
    page.get_by_role("link", name=re.compile(f"Làm tiếp: {OTHER}")).click()
    work.section("Mở đầu")
    expect(work.question("Ai trả lời?").get_by_role("radio", name="Chủ hộ", exact=True)).to_be_checked()
    page.goto(f"{met.url}/app")
    taps.unlock(page, taps.NEW_PIN)
    assert met.count("SELECT count(*) FROM event WHERE action = 'device.recovered'") == 1
