"""No network for days: the work goes to the office as a file, counts there at once, and still once when the phone
finds a network."""

import pytest

from tests.browser import office, sheet, taps
from tests.browser.expecting import expect
from tests.browser.handset import SMALL
from tests.browser.readable import faults
from tests.browser.sheet import HEAD, SECOND, VILLAGE


def give(page, folder):
    """From the outbox to a file in a folder, as if on a USB stick."""
    page.get_by_role("button", name="Giao phiếu bằng tệp").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("chỉ xã mở được")
    with page.expect_download() as found:
        dialog.get_by_role("link", name="Lưu tệp").click()
    expect(dialog.get_by_role("status")).to_contain_text("Đã lưu giao-phieu-")
    path = folder / found.value.suggested_filename
    found.value.save_as(path)
    dialog.get_by_role("button", name="Đóng").click()
    return path


def hand_in(desk, stage, path):
    desk.goto(f"{stage.office}/handovers")
    desk.get_by_label("Tệp giao-phieu-….gnbv").set_input_files(path)
    desk.get_by_role("button", name="Nhận tệp").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Kết quả nhận tệp")
    return desk.locator("main")


def test_two_surveys_reach_the_office_by_a_file_and_count_once(offline, desk, picture, tmp_path):
    page, stage = offline.phone.page, offline.stage
    sheet.whole(page, picture, SECOND)
    taps.tab(page, "Chờ gửi")
    main = page.locator("main")
    expect(main).to_contain_text("2 phiếu, 1 ảnh")
    path = give(page, tmp_path)
    assert path.name.startswith("giao-phieu-20") and path.suffix == ".gnbv"
    content = path.read_bytes()
    assert SECOND[0].encode() not in content and b"wall" not in content
    expect(main.get_by_text("Đã giao bằng tệp lúc")).to_have_count(2)
    expect(main).to_contain_text("Chỉ có trên máy này, vẫn còn nguyên.")
    assert stage.count("SELECT count(*) FROM survey") == 0

    supervisor = desk(stage, "giamsat")
    result = hand_in(supervisor, stage, path)
    expect(result).to_contain_text("Đã nhận: 2")
    expect(result).to_contain_text("1 ảnh")
    for head in (HEAD, SECOND[0]):
        expect(result).to_contain_text(head)
    supervisor.goto(f"{stage.office}/board")
    for village in (VILLAGE, "Thôn 3"):
        assert office.board_row(supervisor, "Phiếu theo thôn", village)["Đã nhận"] == "1"
    assert stage.rows("SELECT DISTINCT origin FROM revision") == [{"origin": "handover"}]

    stage.network.pass_through()
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    assert stage.count("SELECT count(*) FROM survey") == 2
    assert stage.count("SELECT count(*) FROM revision") == 2
    assert stage.count("SELECT count(*) FROM attachment WHERE state = 'stored'") == 1
    assert stage.count("SELECT count(*) FROM attachment") == 1

    expect(hand_in(supervisor, stage, path)).to_contain_text("Đã có từ trước: 2")
    assert stage.count("SELECT count(*) FROM revision") == 2
    supervisor.goto(f"{stage.office}/handovers")
    expect(supervisor.locator("main li")).to_have_count(2)


@pytest.mark.parametrize("size", [SMALL, None], ids=["phone", "desk"])
def test_the_pages_of_files_are_readable_for_everybody(offline, desk, tmp_path, size):
    page, stage = offline.phone.page, offline.stage
    taps.tab(page, "Chờ gửi")
    assert faults(page) == []
    page.get_by_role("button", name="Giao phiếu bằng tệp").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("dialog").get_by_role("button", name="Đóng").click()
    path = give(page, tmp_path)
    supervisor = desk(stage, "giamsat", **({"size": size} if size else {}))
    hand_in(supervisor, stage, path)
    assert faults(supervisor) == []
    (tmp_path / "cut.gnbv").write_bytes(path.read_bytes()[:-40])
    supervisor.goto(f"{stage.office}/handovers")
    supervisor.get_by_label("Tệp giao-phieu-….gnbv").set_input_files(tmp_path / "cut.gnbv")
    supervisor.get_by_role("button", name="Nhận tệp").click()
    expect(supervisor.get_by_role("alert").filter(has_text="Chưa nhận được tệp này")).to_contain_text(
        "bị đứt"
    )
    assert faults(supervisor) == []


def test_the_phones_own_sharing_counts_as_handing_over_and_giving_up_does_not(offline):
    page = offline.phone.page
    taps.tab(page, "Chờ gửi")
    handed = page.locator("main").get_by_text("Đã giao bằng tệp lúc")
    # A browser that shares texts only, as most do; the person closes the list the first time.
    page.evaluate("""() => {
      const shared = window.sharedNames = [];
      navigator.canShare = ({ files }) => files.every(file => file.name.endsWith('.txt'));
      navigator.share = async ({ files }) => {
        shared.push(files[0].name);
        if (shared.length < 2) throw new DOMException('', 'AbortError');
      };
    }""")
    page.get_by_role("button", name="Giao phiếu bằng tệp").click()
    share = page.get_by_role("dialog").get_by_role("button", name="Gửi qua ứng dụng khác")
    share.click()
    page.wait_for_function("window.sharedNames.length === 1")
    expect(handed).to_have_count(0)
    share.click()
    expect(handed).to_have_count(1)
    names = page.evaluate("window.sharedNames")
    assert all(name.startswith("giao-phieu-") and name.endswith(".gnbv.txt") for name in names)
