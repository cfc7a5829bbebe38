"""A cadre ticks a task of a real plan where there is no network."""

from playwright.sync_api import expect

from tests.browser import taps

NOTE = "Đã họp thôn, có biên bản số 12."


def test_a_task_is_ticked_with_a_note_without_a_network_and_the_office_sees_it(handset, stage, desk):
    page = handset().start()
    taps.sign_in(page, stage.url, "canbo")
    expect(taps.title(page)).to_contain_text("Nhiệm vụ")
    taps.kept(page)
    stage.network.refuse()
    task = page.locator("li.task").first
    name = task.locator(".name").inner_text()
    task.get_by_role("checkbox").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(name)
    dialog.get_by_label("Kết quả").fill(NOTE)
    dialog.get_by_role("button", name="Đánh dấu hoàn thành").click()
    expect(page.get_by_text("Đã đánh dấu hoàn thành")).to_be_visible()
    page.locator("summary").filter(has_text="Đã xong").click()
    expect(page.get_by_role("checkbox", checked=True).first).to_be_visible()
    expect(page.locator("li.task").filter(has_text=name)).to_contain_text("Chỉ có trên máy này")

    # Opened again, still offline: the tick is there, and still only there.
    page.reload()
    taps.unlock(page)
    taps.tab(page, "Chờ gửi")
    expect(page.locator("main")).to_contain_text(name[:40])
    assert stage.count("SELECT count(*) FROM completion") == 0

    stage.network.pass_through()
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    assert stage.count("SELECT count(*) FROM completion") == 1

    coordinator = desk(stage, "daumoi")
    coordinator.goto(f"{stage.office}/tasks?show=done")
    expect(coordinator.locator("main")).to_contain_text(NOTE)
    expect(coordinator.locator("main")).to_contain_text("Nguyễn Thị Thuý báo xong")
