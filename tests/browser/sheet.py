"""Filling the review sheet as a collector does: by the words of each question and of its answers."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from tests.browser import taps
from tests.browser.expecting import expect
from tests.browser.questions import Questions


class Sheet(Questions):
    def section(self, name: str) -> None:
        expect(self.page.get_by_role("navigation", name="Mục của phiếu")).to_contain_text(name)

    def on(self, name: str) -> None:
        """By the button at the bottom to the next section."""
        self.page.get_by_role("link", name=f"Tiếp: {name}").click()
        self.section(name)

    def last_year(self) -> None:
        """What hardly ever changes, as it was last year; nothing to do when the register knows nothing."""
        button = self.page.get_by_role("button", name="Như năm ngoái")
        if button.is_visible():
            button.click()

    def intro(self, head: str) -> None:
        self.page.get_by_text("Đã đọc cho gia đình nghe", exact=True).click()
        self.choose("Hộ này có gì đổi?", "Vẫn ở đây")
        self.choose("Ai trả lời?", "Chủ hộ")
        self.choose("Hỏi bằng cách nào?", "Tại nhà")
        self.choose("Gia đình đồng ý cho chụp ảnh không?", "Có")
        self.choose("Gia đình đồng ý ghi vị trí nhà không?", "Không")
        self.choose("Gia đình đồng ý ghi số điện thoại không?", "Không")
        self.choose(f"Chủ hộ vẫn là {head}?", "Đúng")

    def people(self, adults: list[str], child: str) -> None:
        self.rest("Từng người còn ở hộ không?")
        self.tick("Ai đang đi học?", child, "THCS")
        for words in (
            "Ai đang đi học?", "Ai không còn khả năng lao động?", "Ai hưởng hằng tháng?",
            "Ai không có thẻ BHYT còn hạn?", "Trẻ dưới 16 tuổi suy dinh dưỡng?", "Ai có giấy xác nhận khuyết tật?",
            "Ai là người có công hoặc thân nhân?", "Ai dùng Internet?", "Ai muốn học nghề, tìm việc?",
        ):  # fmt: skip
            self.rest(words)
        for name in (*adults, child):
            self.member(name)
        self.choose("Danh sách đã đủ người", "Có")

    def house(self, area: str = "32") -> None:
        self.choose("Nhà đang ở là", "Nhà riêng")
        self.choose("Tường nhà làm bằng gì?", "Đất, vôi, rơm")
        self.choose("Cột nhà làm bằng gì?", "Gỗ tạp, tre")
        self.choose("Mái nhà làm bằng gì?", "Ngói")
        self.write("Diện tích nhà ở là bao nhiêu?", area)
        self.choose("Từ lần trước có xây, sửa nhà?", "Không")

    def utilities(self) -> None:
        self.choose("Nhà dùng điện gì?", "Điện lưới")
        self.write("Điện dùng bình quân một tháng", "45")
        self.choose("Nguồn nước chính", "Sông, ao")
        self.choose("Nhà tiêu", "Hố đào")
        self.choose("Xử lý rác", "Chôn, đốt")

    def belongings(self) -> None:
        self.choose("Phương tiện dùng chung", "Ti vi")
        self.choose("Phương tiện cá nhân", "Không có")
        self.choose("Sóng, mạng tại nhà", "Yếu")
        self.choose("Trong nhà có những đồ nào còn dùng được?", "Xe máy, xe điện")

    def livelihood(self) -> None:
        for words in (
            "Đất vườn, ao liền nhà",
            "Đất cây hằng năm",
            "Đất cây lâu năm",
            "Mặt nước nuôi thuỷ sản",
        ):
            self.write(words, "1,5")
        self.page.get_by_role("button", name="Thêm một: Trâu, bò, ngựa").click()
        self.page.get_by_role("button", name="Bớt một: Lợn, dê, cừu").click()
        self.write("Gia cầm", "12")
        self.choose("Nguồn thu chính", "Trồng trọt")
        self.choose("Thu nhập ước tính", "Từ 1,5 triệu trở xuống")
        self.choose("Từ lần trước được hỗ trợ gì?", "Không được hỗ trợ")

    def paper(self, picture: Path | None, total: str = "120") -> None:
        self.choose("B1 chuẩn 2022–2025: chép cách nào?", "Chỉ chép tổng điểm")
        self.write("B1 chuẩn 2022–2025: tổng điểm trên phiếu giấy", total)
        if picture:
            self.photo("Ảnh trang B1 có chữ ký", picture)
        self.choose("Phiếu giấy đã ký có ghi đủ B1", "Không")

    def outcome(self) -> None:
        self.choose("Kết quả này đúng không?", "Đúng")

    def closing(self) -> None:
        self.choose("Nguyên nhân nghèo", "Không có vốn")
        leaving = "Đăng ký thoát nghèo năm tới?"
        if self.question(leaving).count():  # asked of those who are poor today
            self.choose(leaving, "Chưa đăng ký")
        self.choose("Gia đình thấy phần đã ghi", "Đúng")
        for who in ("người trả lời", "rà soát viên"):
            self.choose(f"{who[0].upper()}{who[1:]} ký", "Không ký")
            self.write(f"Vì sao {who} không ký?", "Gia đình xin ký ở họp thôn")

    def finish(self) -> None:
        self.page.get_by_role("link", name="Hoàn thành phiếu").click()
        self.page.get_by_role("dialog").get_by_role("button", name="Hoàn thành phiếu").click()
        expect(self.page.get_by_role("heading", name="Phiếu đã ghi xong")).to_be_visible()


def start(page: Page, words: str, head: str) -> Sheet:
    """From my work to the first section of a household's sheet."""
    taps.open_household(page, words, head)
    page.get_by_role("link", name="Bắt đầu rà soát").click()
    sheet = Sheet(page)
    sheet.section("Mở đầu")
    return sheet


# One of rasoat's households in the sample: two parents and a boy at lower secondary school.
HEAD, TYPED, VILLAGE = "Phạm Bá Khánh", "pham ba khanh", "Thôn 2"
WIFE, SON = "Đỗ Ngọc Hiền", "Phạm Quang Kiên"
OTHER, OTHER_TYPED = "Phạm Văn Phong", "pham van phong"
# Another family of the same shape, and what is typed to find them.
SECOND = ("Lê Văn Khánh", "Trịnh Thị My", "Lê Đình Trung", "le van khanh")


def after_people(work: Sheet, picture: Path | None = None) -> None:
    """From the house to the end of the sheet."""
    for name, fill in (
        ("Nhà ở", work.house),
        ("Điện, nước, vệ sinh", work.utilities),
        ("Thông tin, đồ dùng", work.belongings),
        ("Đất, vật nuôi, thu nhập", work.livelihood),
        ("Phiếu giấy B1", lambda: work.paper(picture)),
        ("Kết quả và chỉ số", work.outcome),
        ("Kết thúc", work.closing),
    ):
        work.on(name)
        fill()
    work.finish()


def whole(
    page: Page, picture: Path | None = None, home: tuple[str, str, str, str] = (HEAD, WIFE, SON, TYPED)
) -> None:
    """One household from the first question to the outbox."""
    head, wife, son, typed = home
    work = start(page, typed, head)
    work.intro(head)
    work.on("Người trong hộ")
    work.people([head, wife], son)
    after_people(work, picture)
    page.get_by_role("link", name="Về Việc của tôi").click()
    taps.ready(page)
