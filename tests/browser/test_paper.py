"""A whole sheet of paper typed with the keyboard alone, kept on the way, handed in, approved by another person."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import office
from tests.browser.expecting import expect
from tests.browser.handset import DESK, SMALL
from tests.browser.readable import faults
from tests.browser.sheet import HEAD, SON, TYPED
from tests.browser.stage import PASSWORD

SIZES = {"phone": SMALL, "desk": DESK}
# Question → what stands on the paper, as a clerk types it: a number, first letters, a day.
ABOUT = {"paper:on": "05102026"}
HOUSE = {
    "notice": "1", "household_change": "1", "respondent": "1", "consent_photo": "1", "consent_location": "kh",
    "consent_phone": "2", "head_still": "1", "roster_complete": "co",
    "dwelling": "1", "walls": "5", "columns": "go tap", "roof": "ngoi", "floor_area": "32", "repairs": "1",
    "electricity": "1", "electricity_kwh": "45", "water": "8", "latrine": "ho dao", "waste": "2",
    "shared_devices": "1", "personal_devices": "khong co", "signal": "2", "assets": "2",
    "land_garden": "1,5", "land_annual": "1,5", "land_perennial": "1,5", "land_water": "1,5",
    "cattle": "1", "pigs": "0", "poultry": "12", "income_source": "1", "income_band": "1", "support_received": "khong duoc",
    "b1_source": "2", "b1_total": "120", "paper_signed": "2", "no_capacity_agree": "1", "causes": "2",
    "exit_registration": "2", "family_view": "1", "sign_respondent_how": "giay", "sign_collector_how": "2",
}  # fmt: skip
PEOPLE = {
    "stays": "1", "no_work": "1", "benefits": "khong huong", "insurance": "1", "nutrition": "1", "disability": "khong co giay",
    "merit": "1", "internet": "1", "wants_training": "1", "work": "2", "education": "3", "citizen_id_unknown": "x",
}  # fmt: skip


def focused(page: Page) -> tuple[str, str]:
    """The name of the field that has the focus, and whose row it stands in."""
    return tuple(
        page.evaluate(
            """() => { const at = document.activeElement;
            return [at.name || at.id || '', at.closest('tr')?.querySelector('[name^="f:full_name@"]')?.value ?? '']; }"""
        )
    )


def answer(name: str, who: str) -> str:
    key = name.removeprefix("f:").partition("@")[0]
    if key == "at_school":
        return "THCS" if who == SON else "1"
    return ABOUT.get(name) or (PEOPLE if who else HOUSE).get(key, "")


def type_on(page: Page, until: str) -> list[str]:
    """From field to field as a clerk does; answers the names that were met."""
    met: list[str] = []
    for _field in range(400):
        name, who = focused(page)
        if name == until:
            return met
        met.append(name)
        empty = page.evaluate("document.activeElement.value === ''")
        if (text := answer(name, who)) and empty:
            page.keyboard.type(text)
        # Enter goes on as well, but in a table it goes to the next person.
        page.keyboard.press("Tab" if who or not name.startswith("f:") or len(met) % 2 else "Enter")
    raise AssertionError(f"{until} was never reached: {met[-10:]}")


def alive(page: Page) -> None:
    """Until its script has come the page is a plain form, and Enter keeps it as a whole."""
    expect(page.locator("[data-no-script]")).to_be_hidden()


def open_sheet(page: Page, url: str) -> None:
    page.goto(f"{url}/paper")
    page.keyboard.type(TYPED)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thấy 1 hộ")).to_be_visible()
    page.get_by_role("link", name=HEAD).first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Ngày ghi trên phiếu")).to_be_focused()
    alive(page)


def test_a_paper_sheet_is_typed_with_the_keyboard_and_approved_by_another_person(stage, desk, picture):
    page = desk(stage, "daumoi")
    open_sheet(page, stage.office)
    met = type_on(page, "scan")
    assert "f:floor_area" in met and "f:electricity_kwh" in met and "f:change_date" not in met
    expect(page.locator("#saved")).to_contain_text("Đã ghi")
    # What was typed says what it stands for, and stays when the browser is gone.
    expect(page.locator("#w-walls")).to_have_text("Đất, vôi, rơm")
    page.reload()
    alive(page)
    expect(page.locator("#f-walls")).to_have_value("5")
    expect(page.locator("#w-walls")).to_have_text("Đất, vôi, rơm")
    # A code that is none is told beside the field, by the page and by the commune.
    page.locator("#f-walls").focus()
    page.keyboard.type("99")
    page.keyboard.press("Tab")
    expect(page.locator("#e-walls")).to_contain_text("Chưa rõ là câu nào")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#problems")).to_be_focused()
    alive(page)
    expect(page.locator("#problems")).to_contain_text("Chưa có bản quét")
    expect(page.locator("#f-walls")).to_have_value("99")
    page.locator("#f-walls").focus()
    page.keyboard.type("5")
    page.keyboard.press("Tab")
    expect(page.locator("#e-walls")).to_have_text("")
    page.locator("#scan").set_input_files(picture)
    page.locator("#scan").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã đính kèm bản quét.")).to_be_visible()
    alive(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Người duyệt sẽ đọc")).to_be_visible()
    rows = stage.rows("SELECT r.origin, u.username FROM revision r JOIN user_account u ON u.id = r.author_id")
    assert [(row["origin"], row["username"]) for row in rows] == [("paper", "daumoi")]

    reader = desk(stage, "giamsat")
    office.read_first(reader, HEAD)
    expect(reader.get_by_text("Giấy, nhập ở xã")).to_be_visible()
    expect(reader.get_by_role("img", name="Bản quét 1")).to_be_visible()
    assert faults(reader) == []
    office.approve(reader)
    assert stage.count("SELECT count(*) FROM survey WHERE status = 'approved'") == 1


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_of_paper_are_readable_for_everybody(stage, desk, size):
    page = desk(stage, "daumoi", size=SIZES[size])
    seen = {}
    open_sheet(page, stage.office)
    page.locator("summary").filter(has_text="Gõ thế nào?").click()
    page.locator("summary").filter(has_text="Mã của các cột").click()
    seen["sheet"] = faults(page)
    page.locator("#f-walls").fill("99")
    page.get_by_role("button", name="Kiểm tra và gửi").click()
    expect(page.locator("#problems")).to_be_visible()
    seen["problems"] = faults(page)
    page.goto(f"{stage.office}/paper?q=pham")
    seen["search"] = faults(page)
    assert {name: found for name, found in seen.items() if found} == {}


def test_two_clerks_at_one_sheet_are_told_and_lose_nothing(stage, desk, handset):
    first, second = desk(stage, "daumoi"), handset("clerk", size=DESK).start()
    # A cadre's sign-in page would first make the browser ready for the field.
    signed = second.context.request.post(
        f"{stage.office}/login", form={"username": "canbo", "password": PASSWORD}
    )
    assert signed.ok
    open_sheet(first, stage.office)
    first.locator("#f-hamlet").focus()
    first.keyboard.type("Xóm Trên")
    expect(first.locator("#saved")).to_contain_text("Đã ghi")
    second.goto(first.url)
    expect(second.get_by_text("đang nhập tờ này")).to_be_visible()
    assert faults(second) == []
    second.get_by_role("button", name="Nhập tiếp thay").click()
    expect(second.locator("#f-hamlet")).to_have_value("Xóm Trên")
    alive(second)
    with second.expect_response("**/draft"):
        second.locator("#f-nickname").fill("ông Khánh")
        second.keyboard.press("Tab")
    first.locator("#f-walls").focus()
    first.keyboard.type("2")
    first.keyboard.press("Tab")
    expect(first.locator("#paper-said")).to_contain_text("đang nhập tờ này")
    first.get_by_role("button", name="Nhập tiếp ở đây").click()
    expect(first.locator("#f-nickname")).to_have_value("ông Khánh")
    expect(first.locator("#f-walls")).to_have_value("2")
