"""One household's petition through the regular review of its month: from the counter to the certificate. After each step the
database says what a count of its own says."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

from tests.browser import village_acts as acts
from tests.browser import village_month as month
from tests.browser import village_road as road
from tests.browser.expecting import expect

OFFICIAL = "SELECT count(*) FROM ledger_row WHERE year = 2026 AND standing = 'official'"


def test_one_petition_goes_through_the_regular_review_of_its_month(stage, desk):
    here = stage.office
    home = road.unlisted(stage)
    office, supervisor = desk(stage, "daumoi"), desk(stage, "giamsat")
    village, commune = road.village_id(stage), road.commune_id(stage)
    office.goto(f"{here}/petitions/new?village={village}&number={home.number}")
    acts.take_petition_in(office)
    office.goto(f"{here}/procedure")
    expect(office.get_by_text("giấy đề nghị. Mở đợt")).to_have_count(0)

    # It came after the 15th of October, so it is November's.
    stage.turn_to("2026-11-15")
    supervisor.goto(f"{here}/procedure")
    expect(supervisor.get_by_role("button", name="Mở đợt tháng 11")).to_have_count(0)
    assert road.refused(supervisor, f"{here}/units/{commune}/monthly-review") == 403
    office.goto(f"{here}/procedure")
    expect(office.get_by_role("heading", name="Có 1 giấy đề nghị. Mở đợt tháng 11")).to_be_visible()
    office.get_by_role("button", name="Mở đợt tháng 11").click()
    expect(office.get_by_text("Đã mở đợt")).to_be_visible()
    expect(office.get_by_text("Hạn trả lời từng giấy đề nghị")).to_be_visible()
    season = office.get_by_role("region", name="Đợt khác đang mở").get_by_role("link")
    expect(season).to_contain_text("Rà soát định kỳ năm 2026")
    (opened,) = stage.rows("SELECT id, standards, closes_on FROM round WHERE kind = 'monthly'")
    assert json.loads(opened["standards"]) == ["vn-2022-2025"] and opened["closes_on"] == "2026-11-29"
    assert month.standards_on(stage, date(2026, 11, 15), date(2027, 1, 15)) == [
        ("vn-2022-2025",), ("vn-2027-2030",),
    ]  # fmt: skip
    assert stage.count("SELECT count(*) FROM round_household WHERE round_id = ?", opened["id"]) == 1
    round_id = str(UUID(opened["id"]))

    # The same road, quickly: sheet, meeting, list, nobody complains, submitted.
    month.surveyed(stage, round_id, home)
    month.agreed(stage, round_id, "2026-11-16")
    month.submitted(stage, round_id, "2026-11-20")
    assert stage.count(OFFICIAL) == 0
    stage.turn_to("2026-11-20")
    leader = desk(stage, "lanhdao")
    leader.goto(f"{here}/rounds/{round_id}/recognitions")
    leader.get_by_role("link", name="Đã trình số 3/TTr, chờ ký").click()
    acts.sign(leader, "91/QĐ-UBND", 1)
    assert stage.count(f"{OFFICIAL} AND household_class = 'poor' AND standard = 'vn-2022-2025'") == 1
    leader.get_by_role("link", name="Cấp giấy chứng nhận").click()
    leader.get_by_role("button", name="Bắt đầu in 1 giấy").click()
    expect(leader.get_by_role("heading", name="Đã in xong 1 giấy")).to_be_visible()
    (paper,) = stage.rows("SELECT id, head_name FROM certificate")
    assert paper["head_name"] == home.head
    assert home.head in road.text_of(leader, f"{here}/certificates/{UUID(paper['id'])}.pdf")
    leader.get_by_role("link", name="Giao giấy").click()
    acts.hand_over_all(leader, 1)
    office.goto(f"{here}/rounds/{round_id}/procedure")
    expect(office.get_by_text("Đã có quyết định")).to_be_visible()
    expect(office.get_by_text("1 trên 1 thôn đã xong mọi bước")).to_be_visible()
