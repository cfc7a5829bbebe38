"""A form of the office that was refused is found again as it was filled in; one that was taken in is empty."""

import re

from tests.browser.expecting import expect


def test_ticks_of_an_assignment_without_a_person_come_back(stage, desk):
    page = desk(stage, "daumoi")
    page.goto(f"{stage.office}/board")
    page.get_by_role("link", name="Phân công").first.click()
    page.get_by_label("Hạn", exact=False).last.fill("2026-10-30")
    page.get_by_label("Việc", exact=True).select_option(label="Phiếu phúc tra mẫu")
    page.get_by_role("button", name="Xem trước khi giao").click()
    expect(page.get_by_text("Chưa chọn đủ hộ và người rà soát")).to_be_visible()
    page.get_by_role("link", name="Quay lại trang vừa rồi").click()
    expect(page.get_by_text("Chữ vừa gõ vẫn còn")).to_be_visible()
    expect(page.locator("#due")).to_have_value("2026-10-30")
    expect(page.locator("#purpose")).to_have_value("back_check")
    # It is shown once: whoever comes anew finds the form as it always is.
    page.goto(page.url)
    expect(page.locator("#due")).to_have_value("")


def test_a_reason_inside_a_folded_part_comes_back_and_is_gone_once_taken_in(stage, desk):
    page = desk(stage, "daumoi")
    page.goto(f"{stage.office}/rounds")
    page.get_by_role("link", name=re.compile("Rà soát định kỳ năm 2026")).click()
    page.get_by_role("link", name="Mở danh sách").click()
    page.locator("summary").filter(has_text="Thêm một hộ vào danh sách").click()
    page.locator("#add-number").fill("999")
    page.locator("#add-reason").fill("Trưởng thôn báo sót")
    page.get_by_role("button", name="Thêm hộ").click()
    expect(page.get_by_text("Thôn này không có hộ mang số đó")).to_be_visible()
    page.get_by_role("link", name="Quay lại trang vừa rồi").click()
    expect(page.locator("#add-reason")).to_be_visible()
    expect(page.locator("#add-reason")).to_have_value("Trưởng thôn báo sót")
    page.locator("#add-number").fill("1")
    page.get_by_role("button", name="Thêm hộ").click()
    expect(page.get_by_text("Đã đưa hộ 001 vào danh sách.")).to_be_visible()
    expect(page.locator("#add-reason")).to_have_value("")


def test_whoever_must_sign_in_again_finds_the_form_as_it_was(stage, desk):
    page = desk(stage, "daumoi")
    page.goto(f"{stage.office}/rounds/new")
    page.get_by_label("Tên đợt").fill("Rà soát bổ sung sau bão")
    page.context.clear_cookies()
    page.get_by_role("button", name="Ghi kế hoạch đợt").click()
    if page.get_by_role("link", name="Quay lại trang vừa rồi").count():
        page.get_by_role("link", name="Quay lại trang vừa rồi").click()
    page.get_by_label("Tên đăng nhập").fill("daumoi")
    page.get_by_label("Mật khẩu", exact=True).fill("gnbv-demo")
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/rounds/new")
    expect(page.get_by_label("Tên đợt")).to_have_value("Rà soát bổ sung sau bão")
