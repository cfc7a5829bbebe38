"""What people and programs send by mistake or on purpose: a clear word, and nothing lost."""

from __future__ import annotations

import re

import pytest
import requests
from playwright.sync_api import expect

from tests.browser import office, sheet, taps
from tests.browser.sheet import HEAD, SON, TYPED
from tests.browser.stage import PASSWORD

MARKED = {"X-Gnbv": "1"}
HTML = (
    "<script>document.title='hỏng'</script>",
    "<img src=x onerror=\"document.title='hỏng'\">",
    "'\"><svg onload=document.title='hỏng'>",
    "{{7*7}}${7*7}<%=7*7%>",
    "javascript:document.title='hỏng'",
)


def programme(stage, username="rasoat"):
    """A program that signs in over HTTP, with a device of its own."""
    session = requests.Session()
    answer = session.post(
        f"{stage.office}/login", json={"username": username, "password": PASSWORD}, allow_redirects=False
    )
    assert answer.status_code == 303
    session.headers.update(MARKED)
    session.device = session.post(f"{stage.office}/sync/device", json={"label": "x"}).json()["device"]  # type: ignore[attr-defined]
    return session


def three_parts(words):
    """What happened · what is safe · what to do."""
    return len(re.findall(r"[^.!?]+[.!?]", words)) >= 3


def test_a_wrong_password_and_an_unknown_name_read_the_same_and_repeats_are_slowed(handset, stage):
    page = handset().start()
    page.goto(f"{stage.url}/app")
    said = []
    for username in ("rasoat", "khong-co-ai"):
        taps.enter(page, username, "sai-mat-khau")
        expect(page.get_by_role("alert")).to_contain_text("chưa đúng")
        said.append(page.get_by_role("alert").inner_text())
        page.get_by_label("Mật khẩu", exact=True).fill("")
    assert said[0] == said[1]
    assert three_parts(said[0])
    answers = [
        requests.post(f"{stage.office}/login", json={"username": "rasoat", "password": "x"}, timeout=60)
        for _ in range(12)
    ]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert three_parts(answers[-1].json()["error"]["vi"])
    assert three_parts(answers[-1].json()["error"]["en"])
    # Somebody else is not slowed by it on their own phone.
    right = requests.post(
        f"{stage.office}/login",
        json={"username": "canbo", "password": PASSWORD},
        timeout=60,
        allow_redirects=False,
    )
    assert right.status_code == 303


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"device": "', 400),
        (b"\xff\xfe\x00", 400),
        (b"[]", 422),
        (b'{"device": "x", "items": "y"}', 422),
        (b'{"device": "' + b"x" * (3 * 1024 * 1024) + b'"}', 413),
    ],
    ids=["truncated", "no text", "a list", "wrong types", "too big"],
)
def test_a_broken_batch_is_refused_in_words(stage, body, status):
    session = programme(stage)
    answer = session.post(f"{stage.office}/sync", data=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (status, 422 if status == 400 else status)
    cause = answer.json()["error"]
    assert answer.json()["app"] == "gnbv"
    assert three_parts(cause["vi"]) and three_parts(cause["en"])
    assert stage.count("SELECT count(*) FROM revision") == 0


def test_a_roster_that_cannot_be_is_told_at_its_question_and_the_answers_stay(phone):
    page = phone.page
    work = sheet.start(page, TYPED, HEAD)
    work.intro(HEAD)
    work.on("Người trong hộ")
    page.get_by_role("link", name=re.compile(SON)).click()
    dialog = page.get_by_role("dialog")
    birth = work.question("Ngày sinh", dialog)
    birth = dialog.locator(".q[data-control=date]").locator("visible=true").first
    birth.get_by_label("Năm").fill("2031")
    error = birth.locator(".q-error")
    birth.get_by_label("Ngày", exact=True).click()
    expect(error).to_be_visible()
    assert three_parts(error.inner_text())
    expect(birth.get_by_label("Năm")).to_have_value("2031")
    birth.get_by_label("Năm").fill("1850")
    birth.get_by_label("Ngày", exact=True).click()
    expect(error).to_be_visible()
    assert three_parts(error.inner_text())
    birth.get_by_label("Năm").fill("2014")
    birth.get_by_label("Ngày", exact=True).click()
    expect(error).to_be_hidden()


def test_a_roster_without_a_head_is_told_and_cannot_be_finished(phone):
    page = phone.page
    work = sheet.start(page, TYPED, HEAD)
    work.intro(HEAD)
    work.on("Người trong hộ")
    page.get_by_role("link", name=re.compile(HEAD)).click()
    dialog = page.get_by_role("dialog")
    relation = dialog.locator(".q").filter(has_text="Quan hệ với chủ hộ").locator("visible=true").first
    relation.get_by_text("Khác", exact=True).click()
    dialog.get_by_role("button", name=re.compile("^Xong")).click()
    work.choose("Danh sách đã đủ người", "Có")
    error = work.question("Danh sách đã đủ người").locator(".q-error")
    expect(error).to_be_visible()
    assert three_parts(error.inner_text())


def test_an_empty_answer_that_is_needed_is_listed_with_the_way_there(phone):
    page = phone.page
    work = sheet.start(page, TYPED, HEAD)
    work.intro(HEAD)
    page.get_by_role("button", name="Mở danh sách các mục").click()
    page.get_by_role("dialog").get_by_role("link", name=re.compile("Kết thúc")).click()
    page.get_by_role("link", name="Hoàn thành phiếu").click()
    expect(page.get_by_role("alert")).to_contain_text("câu chưa xong")
    expect(page.get_by_role("alert")).to_contain_text("Mọi câu đã trả lời vẫn giữ trên máy.")
    page.get_by_role("link", name="Tới câu đầu tiên").click()
    work.section("Người trong hộ")


@pytest.mark.parametrize("text", HTML)
def test_html_in_a_name_stays_text_on_the_phone(phone, text):
    page = phone.page
    work = sheet.start(page, TYPED, HEAD)
    work.intro(HEAD)
    work.on("Người trong hộ")
    page.get_by_role("button", name="Thêm người").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Họ và tên").fill(text)
    dialog.get_by_role("button", name=re.compile("^Xong")).click()
    expect(page.locator("[data-roster] [data-name]").filter(has_text=text).first).to_be_visible()
    page.reload()
    taps.unlock(page)
    expect(page.locator("[data-roster] [data-name]").filter(has_text=text).first).to_be_visible()
    assert "hỏng" not in page.title()


def test_html_stays_text_from_the_phone_to_the_pages_of_the_office(offline, desk):
    """The corpus goes in as a note of a task-free answer and as a comment of the supervisor and comes back."""
    page, stage = offline.phone.page, offline.stage
    stage.network.pass_through()
    taps.send_now(page)
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    supervisor = desk(stage, "giamsat")
    office.read_first(supervisor, HEAD)
    corpus = " ".join(HTML)
    office.remark(supervisor, "Nguồn nước chính", corpus)
    office.give_back(supervisor, 1)
    assert "hỏng" not in supervisor.title()
    taps.send_now(page)
    taps.tab(page, "Việc của tôi")
    expect(page.get_by_text("Cần sửa: 1 câu")).to_be_visible()
    taps.open_household(page, TYPED, HEAD)
    page.get_by_role("link", name="Xem ý kiến và sửa").click()
    expect(page.locator(".comment").filter(has_text=corpus)).to_be_visible()
    assert "hỏng" not in page.title()
