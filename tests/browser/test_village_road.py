"""One village from its list to its certificates and tables: a meeting that refuses a home, a complaint that changes a
class. After each step the database says what a count of its own says."""

from __future__ import annotations

import json
from uuid import UUID

from tests.browser import village_acts as acts
from tests.browser import village_road as road
from tests.browser.expecting import expect
from tests.posting_stage import JPEG

OFFICIAL = "SELECT count(*) FROM ledger_row WHERE year = 2026 AND standing = 'official'"
STAGE = "SELECT stage FROM village_review r JOIN unit u ON u.id = r.unit_id WHERE u.name = 'Thôn 3'"


def test_a_village_goes_from_its_list_to_certificates_and_tables(stage, desk, tmp_path):
    round_id, homes = road.short_list(stage)
    new, _poor, _eased, _escaped = homes
    road.surveyed(
        stage, round_id, "rasoat", [(home, to) for home, (_was, to) in zip(homes, road.ROAD, strict=True)]
    )
    village = f"/rounds/{round_id}/villages/{road.village_id(stage)}"
    photo = tmp_path / "anh.jpg"
    photo.write_bytes(JPEG)
    office, observer = desk(stage, "daumoi"), desk(stage, "mattran")
    here = stage.office

    def at(step: str, official: int = 0) -> None:
        assert [row["stage"] for row in stage.rows(STAGE)] == [step]
        assert stage.count(OFFICIAL) == official

    def barred(button: str, path: str, person=observer, **form: str) -> None:
        expect(person.get_by_role("button", name=button)).to_have_count(0)
        assert road.refused(person, here + path, **form) == 403

    # The first meeting refuses one home; the second, over it alone, agrees.
    observer.goto(f"{here}{village}/meetings")
    expect(observer.get_by_text("4 hộ chờ đưa ra họp")).to_be_visible()
    barred("Định ngày, chốt danh sách", f"{village}/meetings")
    office.goto(f"{here}{village}/procedure")
    office.get_by_role("button", name="Chuyển sang bước “Chờ họp dân”").click()
    office.get_by_role("link", name="Đến trang họp dân").click()
    acts.hold(office, "2026-10-23", (new.head,), photo)
    expect(office.get_by_text("Chưa thống nhất: 1 hộ")).to_be_visible()
    at("survey")
    stage.turn_to("2026-10-26")
    office.get_by_role("link", name="Việc tiếp theo của thôn").click()
    expect(office.get_by_text("1 hộ chờ đưa ra họp")).to_be_visible()
    acts.hold(office, "2026-10-26", (), photo)
    at("minutes")
    assert stage.rows("SELECT verdict, count(*) AS n FROM meeting_item GROUP BY 1 ORDER BY 1") == [
        {"verdict": "agreed", "n": 4}, {"verdict": "rejected", "n": 1},
    ]  # fmt: skip

    # The list goes to the wall, is read out, and is open to everybody while it hangs.
    office.goto(f"{here}{village}/procedure")
    office.get_by_role("link", name="Đến trang niêm yết").click()
    observer.goto(f"{here}{village}/postings")
    barred("Lập danh sách niêm yết", f"{village}/postings")
    office.get_by_role("button", name="Lập danh sách niêm yết").click()
    acts.put_up(office, photo)
    acts.read_out(office)
    at("posting")
    wall = office.get_by_role("link", name="Trang công khai").get_attribute("href")
    passer = desk(stage, "mattran")
    passer.context.clear_cookies()
    passer.goto(here + wall)
    for home in homes:
        expect(passer.locator("main")).to_contain_text(home.head)
    acts.complain(passer, f"1. {new.head}")
    (complaint,) = stage.rows("SELECT id, number, due_on, state FROM complaint")
    assert (complaint["number"], complaint["due_on"], complaint["state"]) == (1, "2026-10-29", "received")

    # Somebody else goes there again, with another result; the answer is a letter, the new result a new list.
    path = f"/complaints/{UUID(complaint['id'])}"
    cadre = desk(stage, "canbo")
    cadre.goto(here + path)
    barred("Giao phúc tra", f"{path}/assignment", cadre, user=str(UUID(int=0)))
    office.goto(f"{here}{village}/procedure")
    expect(office.get_by_role("link", name="Khiếu nại")).to_contain_text("1 khiếu nại chưa trả lời")
    office.get_by_role("link", name="Khiếu nại").click()
    office.locator("#complaints a").first.click()
    office.get_by_label("Giao cho ai?").select_option(label="Đỗ Văn Tài")
    expect(office.get_by_label("Giao cho ai?")).not_to_contain_text("Lê Thị Hương")
    office.get_by_role("button", name="Giao phúc tra").click()
    expect(office.get_by_text("Đỗ Văn Tài", exact=False).first).to_be_visible()
    road.surveyed(stage, round_id, "truongthon", [(new, road.NEAR)], purpose="recheck")
    assert stage.rows("SELECT changed, state FROM complaint") == [{"changed": 1, "state": "checking"}]
    office.reload()
    expect(office.get_by_role("region", name="Kết quả phúc tra")).to_contain_text("đã đổi")
    acts.answer(office)
    stage.turn_to("2026-10-29")
    office.get_by_role("link", name="Kết quả đã đổi: niêm yết lại").click()
    expect(office.get_by_text("Đã qua 2 trên 3 ngày làm việc")).to_be_visible()
    office.get_by_role("button", name="Lập danh sách mới").click()
    acts.put_up(office, photo)
    passer.goto(here + wall)
    expect(passer.get_by_role("heading", level=1)).to_contain_text("Hết thời gian niêm yết")

    # Three working days over a weekend: 30/10, 2/11, 3/11.
    expect(office.get_by_text("gỡ được từ ngày 4/11/2026")).to_be_visible()
    (posting,) = stage.rows("SELECT id FROM posting WHERE state = 'up'")
    down = {"place": "culture_house", "on": "2026-11-03", "time": "08:00", "note": "x"}
    stage.turn_to("2026-11-03")
    assert road.refused(office, f"{here}/postings/{UUID(posting['id'])}/down", **down) == 409
    stage.turn_to("2026-11-04")
    office.reload()
    acts.take_down(office, photo)
    at("complaints")
    office.get_by_role("button", name="Xác nhận không có khiếu nại").click()
    expect(office.get_by_text("Thôn sang bước trình công nhận")).to_be_visible()
    at("submission")

    # One act of the commune: nothing is official before it, everything is after it.
    office.goto(f"{here}/rounds/{round_id}/recognitions")
    acts.submit(office)
    decision = office.url.removeprefix(here)
    barred("Ký công nhận 4 hộ", f"{decision}/signature", office)
    at("submission")
    leader = desk(stage, "lanhdao")
    leader.goto(here + decision)
    acts.sign(leader, "88/QĐ-UBND", 4)
    at("recognition", 4)
    assert stage.rows("SELECT household_class, count(*) AS n FROM ledger_row WHERE year = 2026 AND standing = 'official' GROUP BY 1 ORDER BY 1") == [
        {"household_class": "near_poor", "n": 2}, {"household_class": "not_poor", "n": 1}, {"household_class": "poor", "n": 1},
    ]  # fmt: skip

    # Certificates: ordered, made by the worker, one opened, its code asked without an account, all handed over.
    head = desk(stage, "truongthon")
    head.goto(f"{here}{decision}/certificates")
    barred("Bắt đầu in 3 giấy", f"{decision}/certificates/order", head)
    leader.get_by_role("link", name="Cấp giấy chứng nhận").click()
    leader.route("**/certificates/run", lambda route: route.abort())
    leader.get_by_role("button", name="Bắt đầu in 3 giấy").click()
    expect(leader.get_by_text("Đã in 0 trên 3 giấy")).to_be_visible()
    assert road.printed(stage) == 3
    leader.goto(f"{here}{decision}/certificates")
    expect(leader.get_by_role("heading", name="Đã in xong 3 giấy")).to_be_visible()
    (paper,) = stage.rows("SELECT id, address FROM certificate WHERE head_name = ?", new.head)
    text = road.text_of(leader, f"{here}/certificates/{UUID(paper['id'])}.pdf")
    for words in (
        new.head,
        "HỘ CẬN NGHÈO",
        "88/QĐ-UBND",
        "04/11/2026",
        road.VILLAGE,
        *road.members(stage, new),
    ):
        assert words in text, (words, text)
    passer.goto(paper["address"])
    expect(passer.get_by_text("Giấy đúng, đang có giá trị")).to_be_visible()
    expect(passer.locator("main")).to_contain_text(new.head)
    head.goto(f"{here}{decision}/certificates")
    acts.hand_over_all(head, 3)
    at("certificates", 4)
    assert stage.count("SELECT count(*) FROM certificate WHERE state = 'handed'") == 3

    # Tables of the village: T1 needs the number of all households; T2 and T3 agree.
    tables = f"/tables?unit={road.village_id(stage)}&year=2026"
    observer.goto(f"{here}{tables}&table=T2")
    barred("Nộp biểu", "/tables/submissions")
    office.goto(f"{here}{tables}&table=T1")
    office.get_by_role("link", name="Nhập số còn thiếu").first.click()
    acts.figures(office, 60, 240)
    expect(office.get_by_role("heading", name="Đối chiếu: khớp cả")).to_be_visible()
    office.goto(f"{here}{tables}&table=T3")
    office.get_by_role("button", name="Nộp biểu").click()
    expect(office.get_by_role("status").first).to_contain_text("Đã nộp lần 1")
    (frozen,) = stage.rows("SELECT tables, is_preliminary, is_illustrative FROM table_submission")
    assert (frozen["is_preliminary"], frozen["is_illustrative"]) == (0, 0)
    found = json.loads(frozen["tables"])
    assert found["T1"]["sections"][0]["total"][0] == 60
    # Two were poor, one of them is near-poor now; one was near-poor and escaped, one is newly near-poor.
    assert found["T2"]["sections"][0]["total"] == [2, 1, 0, 0, 0, 0, 0, 0, 1]
    assert found["T3"]["sections"][0]["total"] == [1, 1, 0, 0, 1, 0, 1, 0, 2]
