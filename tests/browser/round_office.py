"""What coordinator and supervisor do with a round, on their pages."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.browser import office
from tests.browser.expecting import expect

OLD = "Rà soát định kỳ năm 2026"
NAME = "Rà soát lại cuối năm 2026"
BOARD = (("Phạm Văn Hùng", "Trưởng ban"), ("Đỗ Văn Thành", "Thư ký"))


def close_old(page: Page, address: str) -> None:
    page.goto(f"{address}/rounds")
    page.get_by_role("link", name=OLD).click()
    page.locator("summary").filter(has_text="Khép đợt").click()
    page.get_by_role("button", name="Khép đợt").click()
    expect(page.get_by_role("status")).to_contain_text("Đã khép đợt")


def plan(page: Page, address: str) -> str:
    """A new annual round of the commune; its id."""
    page.goto(f"{address}/rounds")
    page.get_by_role("link", name="Lập kế hoạch đợt mới").click()
    page.get_by_label("Rà soát định kỳ", exact=True).check()
    page.get_by_label("Tên đợt").fill(NAME)
    page.get_by_role("button", name="Ghi kế hoạch đợt").click()
    page.wait_for_url("**/plan")
    expect(page.locator("main")).to_contain_text("Còn thiếu")
    return page.url.split("/")[-2]


def make_list(page: Page, share: str) -> tuple[int, int]:
    """Build the list with a random sample; how many were drawn of how many."""
    page.get_by_role("link", name="Lập danh sách").click()
    page.get_by_label("Mẫu kiểm tra, phần trăm hộ còn lại").fill(share)
    page.locator("summary").filter(has_text="Số gốc của mẫu").click()
    page.get_by_label("Số gốc", exact=True).fill("7")
    page.get_by_role("button", name="Lập danh sách").click()
    told = page.get_by_text(re.compile(r"Mẫu kiểm tra: \d+ trên \d+ hộ, số gốc 7")).inner_text()
    found = re.search(r"(\d+) trên (\d+)", told)
    assert found
    return int(found[1]), int(found[2])


def _line(page: Page, address: str, name: str) -> None:
    page.goto(address)
    page.locator("#checklist").get_by_role("link", name=name).click()


def prepare(page: Page, address: str, people: list[str]) -> int:
    """Every line of the checklist, the list printed last; how many homes the print holds."""
    _line(page, address, "Quyết định")
    page.get_by_label("Số văn bản").fill("45/QĐ-UBND")
    page.get_by_label("Ngày văn bản").fill("2026-10-01")
    for place, (name, post) in enumerate(BOARD, start=1):
        card = page.get_by_role("group", name=f"Thành viên {place}", exact=True)
        card.get_by_label("Họ và tên").fill(name)
        card.get_by_label("Chức vụ").fill(post)
        card.get_by_label("Ký văn bản").check()
    page.get_by_role("button", name="Ghi vào danh mục").click()
    _line(page, address, "Kế hoạch rà soát")
    page.get_by_label("Số văn bản").fill("12/KH-UBND")
    page.get_by_label("Ngày văn bản").fill("2026-10-05")
    page.get_by_role("button", name="Ghi vào danh mục").click()
    _line(page, address, "tập huấn")
    for name in people:
        page.get_by_label(name, exact=True).check()
    page.get_by_label("Ngày tập huấn").fill("2026-10-12")
    page.get_by_role("button", name="Ghi vào danh mục").click()
    _line(page, address, "Danh sách")
    page.get_by_role("link", name="Mở trang in Phụ lục I").click()
    paper = page.locator("table.list tbody tr")
    expect(page.get_by_text("Phụ lục I", exact=True)).to_be_visible()
    for name, _post in BOARD:
        expect(page.locator(".signs").last).to_contain_text(name)
    printed = paper.count()
    expect(page.get_by_text(f"Tổng số: {printed} hộ.")).to_be_visible()
    _line(page, address, "Danh sách")
    page.get_by_role("button", name="Ghi là đã in").click()
    return printed


def start(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("main")).not_to_contain_text("Còn thiếu")
    page.get_by_role("button", name="Mở đợt").click()
    expect(page.get_by_role("link", name="Xem tiến độ")).to_be_visible()


def give(
    page: Page, address: str, person: str, *, villages: tuple[str, ...] = (), homes: tuple[str, ...] = (), of: str = "",
    purpose: str = "",
) -> int:  # fmt: skip
    """Give whole villages, or ``homes`` (by head) ``of`` one village, to one person; how many the preview promised."""
    page.goto(f"{address}/assignments")
    page.get_by_role("checkbox", name=person, exact=True).check()
    for village in villages:
        page.get_by_role("checkbox", name=re.compile(f"^{village}:")).check()
    if of:
        page.get_by_label("Hoặc từng hộ của").select_option(label=of)
        expect(page.locator("#homes")).to_contain_text(of)
    for head in homes:
        page.locator("#homes li").filter(has_text=head).get_by_role("checkbox").check()
    if purpose:
        page.get_by_label("Việc", exact=True).select_option(label=purpose)
    page.get_by_role("button", name="Xem trước khi giao").click()
    expect(page.get_by_role("heading", name="Xem trước phân công")).to_be_visible()
    button = page.get_by_role("button", name=re.compile(r"^Giao \d+ hộ$"))
    count = int(re.findall(r"\d+", button.inner_text())[0])
    button.click()
    expect(page.get_by_text(f"Đã giao {count} hộ.")).to_be_visible()
    return count


def open_survey(page: Page, address: str, head: str, status: str = "received") -> None:
    page.goto(f"{address}/surveys?status={status}")
    page.locator("main a[data-row]").get_by_text(head, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(head)


def signs(page: Page) -> list[str]:
    """The signs of the survey that is open, in words."""
    return [text.strip() for text in page.locator("#flags li > p .tag[data-s=warn]").all_inner_texts()]


def send_back(page: Page, address: str, head: str, question: str, words: str) -> None:
    open_survey(page, address, head)
    office.remark(page, question, words)
    office.give_back(page, 1)


def approve_clean(page: Page, address: str, heads: list[str]) -> None:
    """Everything that the queue calls clean, at one press: these homes and no other."""
    page.goto(f"{address}/surveys")
    page.locator("[data-ticks=survey]").check()
    ticked = page.locator("main [name=survey]:checked").count()
    assert ticked == len(heads)
    page.get_by_role("button", name="Duyệt các phiếu đã chọn").click()
    expect(page.get_by_text(f"Đã duyệt {len(heads)} phiếu")).to_be_visible()
    shown = page.locator("main ul.rows strong").all_inner_texts()
    assert sorted(shown) == sorted(heads)


def ask_back_check(page: Page, address: str, head: str, why: str) -> None:
    open_survey(page, address, head)
    page.locator("summary").filter(has_text="Yêu cầu phúc tra").click()
    page.get_by_label("Vì sao cần phúc tra").fill(why)
    page.get_by_role("button", name="Đưa vào danh sách phúc tra").click()
    expect(page.locator("main")).to_contain_text("Hộ này ở trong danh sách phúc tra")


def reopen(page: Page, address: str, head: str, why: str) -> None:
    open_survey(page, address, head, "approved")
    page.locator("summary").filter(has_text="Mở lại phiếu đã duyệt").click()
    page.get_by_label("Lý do mở lại").fill(why)
    page.get_by_role("button", name="Mở lại phiếu", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Đã mở lại phiếu")
