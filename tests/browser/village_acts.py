"""What people do on the pages while a village goes its road. Each act ends where its page says that it is done."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.expecting import expect

PLACES = ("Nhà văn hoá thôn", "Trụ sở UBND xã")
SIGNERS = (("Chủ trì", "Lê Văn Chủ"), ("Thư ký", "Ngô Thị Ký"), ("Đại diện hộ dân 1", "Lò Văn Dân"))


def hold(page: Page, day: str, refused: tuple[str, ...], photo: Path) -> None:
    """From the village's meetings: a meeting is planned, held by twelve, typed, signed and closed; the homes of the heads
    ``refused`` get five hands, all others ten."""
    page.get_by_label("Ngày họp").fill(day)
    page.get_by_role("button", name="Định ngày, chốt danh sách").click()
    page.get_by_role("link", name="Ghi cuộc họp").click()
    page.get_by_label("Bắt đầu lúc").fill("19:30")
    page.get_by_label("Kết thúc lúc").fill("21:00")
    page.get_by_label("Số người: Hộ được rà soát").fill("10")
    expect(page.get_by_text("12 người được tính, cần từ 6 tay")).to_be_visible()
    for group, name in SIGNERS:
        page.get_by_role("group", name=group).get_by_label("Họ và tên").fill(name)
    for box in page.get_by_label("Tay đồng ý: ").all():
        head = (box.get_attribute("aria-label") or "").partition(": ")[2][4:]
        hands = 5 if head in refused else 10
        box.fill(str(hands))
        page.get_by_label(re.compile(f"^Tay không đồng ý: \\d+ {head}$")).fill(str(12 - hands))
    page.get_by_role("button", name="Ghi cuộc họp").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã ghi cuộc họp")
    page.get_by_label("Ảnh hoặc PDF").set_input_files(photo)
    page.get_by_role("button", name="Đính kèm trang đã ký").click()
    page.get_by_role("button", name="Khép biên bản").click()
    expect(page.get_by_text("Đã khép biên bản")).to_be_visible()


def put_up(page: Page, photo: Path) -> None:
    for place in PLACES:
        page.get_by_label(place).check()
        page.get_by_label("Giờ").first.fill("08:00")
        page.get_by_label("Ảnh chụp tại chỗ").set_input_files(photo)
        page.get_by_role("button", name="Ghi đã treo").click()
        expect(page.get_by_text("Đã ghi nơi treo")).to_be_visible()


def take_down(page: Page, photo: Path) -> None:
    for place in PLACES:
        page.get_by_label(place).check()
        page.get_by_label("Giờ").first.fill("08:00")
        page.get_by_label("Ảnh chụp tại chỗ").set_input_files(photo)
        page.get_by_role("button", name="Ghi đã gỡ").click()
        expect(page.get_by_text("Đã ghi gỡ danh sách")).to_be_visible()


def read_out(page: Page) -> None:
    page.locator("summary").filter(has_text="Ghi một lần đọc loa").click()
    form = page.locator("form").filter(has=page.get_by_role("button", name="Ghi đã đọc loa"))
    form.get_by_label("Giờ").fill("17:00")
    form.get_by_role("button", name="Ghi đã đọc loa").click()
    expect(page.get_by_text("Đã ghi lần đọc loa")).to_be_visible()


def complain(page: Page, about: str) -> None:
    """Somebody without an account, on the public page of a list."""
    page.get_by_role("link", name="Gửi ý kiến, khiếu nại").click()
    page.get_by_label("Họ và tên người gửi").fill("Người Qua Đường")
    page.get_by_label("Về hộ nào?").select_option(label=about)
    page.get_by_label("Thấy chưa đúng ở điều gì?").fill("Nhà này có máy cày.")
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_text("Đã nhận, số 1/2026")).to_be_visible()


def answer(page: Page) -> None:
    page.get_by_label("Nội dung trả lời").fill("Đã phúc tra, hộ là hộ cận nghèo.")
    page.get_by_label("Số văn bản").fill("12/TL-UBND")
    page.get_by_role("button", name="Ghi trả lời").click()
    expect(page.get_by_text("Đã ghi trả lời")).to_be_visible()


def submit(page: Page) -> None:
    """From the page of recognition to a list that lies before the leader."""
    page.get_by_role("button", name="Lập tờ trình cho 1 thôn").click()
    page.get_by_label("Số tờ trình").fill("15/TTr-BCĐ")
    page.get_by_role("button", name="Trình danh sách").click()
    expect(page.get_by_text("Đã trình số 15/TTr-BCĐ, chờ ký")).to_be_visible()


def sign(page: Page, number: str, homes: int) -> None:
    page.get_by_label("Số quyết định").fill(number)
    page.get_by_label("Chức vụ").fill("Chủ tịch")
    page.get_by_role("button", name=f"Ký công nhận {homes} hộ").click()
    expect(page.get_by_text(f"Đã ký số {number}")).to_be_visible()


def hand_over_all(page: Page, papers: int) -> None:
    page.get_by_role("button", name=f"Đã giao hết {papers} giấy").click()
    expect(page.get_by_text("Đã giao hết", exact=True).first).to_be_visible()


def figures(page: Page, households: int, people: int) -> None:
    """The number of all households and people of each village."""
    page.get_by_label("Nguồn").fill("Công an xã, công văn số 12")
    for label, value in (("Tổng số hộ", households), ("Tổng số người", people)):
        for box in page.get_by_label(label).all():
            box.fill(str(value))
    page.get_by_role("button", name="Ghi các số này").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã ghi")


def take_petition_in(page: Page) -> None:
    """At the counter: the paper, then the result of the screening."""
    page.get_by_label("Đề nghị xét hộ nghèo").check()
    page.get_by_role("button", name="Nhận giấy, cấp số").click()
    page.get_by_label("Có khả năng nghèo").check()
    page.get_by_role("button", name="Ghi kết quả Phiếu A").click()
    expect(page.get_by_text("Đã ghi kết quả Phiếu A")).to_be_visible()
