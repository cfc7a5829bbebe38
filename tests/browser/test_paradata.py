"""What a real phone tells beside the answers, and what the commune's checks make of it: a sheet that was hurried
through is flagged, the same sheet at an interviewer's pace, from the house, is not."""

import json

from tests.browser import taps
from tests.browser.expecting import expect
from tests.browser.sheet import HEAD, SON, TYPED, WIFE, Sheet, after_people, start

PLACE = {"latitude": 19.9312, "longitude": 105.4321, "accuracy": 8}
# The pace of an interview, whatever the machine's: every touch and every word typed takes the family and the collector
# 8 seconds by every clock of the page. What has passed so is kept over pages, and given on when the phone is killed.
CALM = """(() => {
  if (location.origin === 'null') return;
  const [steady, wall] = [performance.now.bind(performance), Date.now.bind(Date)];
  let ahead = Number(sessionStorage.getItem('test.ahead') ?? %d);
  const pass = () => sessionStorage.setItem('test.ahead', ahead += 8000);
  for (const act of ['pointerdown', 'input']) window.addEventListener(act, pass, true);
  performance.now = () => steady() + ahead;
  Date.now = () => wall() + ahead;
  const { get } = Object.getOwnPropertyDescriptor(Event.prototype, 'timeStamp');
  Object.defineProperty(Event.prototype, 'timeStamp', { get() { return get.call(this) + ahead; } });
})()"""
AHEAD = "Number(sessionStorage.getItem('test.ahead'))"


def calm(phone, met, ahead=0):
    page = phone.start()
    page.add_init_script(CALM % ahead)
    page.goto(f"{met.url}/app")
    taps.unlock(page)
    taps.ready(page)
    return page


def codes(stage):
    return {row["code"] for row in stage.rows("SELECT code FROM flag")}


def test_a_sheet_that_was_hurried_through_is_flagged_by_its_own_pace(received):
    assert {"fast_survey", "fast_questions"} <= codes(received)
    # The family said no to the place: that none came is no sign. The clock was left alone.
    assert not codes(received) & {"no_position", "clock", "far", "changed_after_score"}
    (evidence,) = (
        json.loads(row["evidence"])
        for row in received.rows("SELECT evidence FROM flag WHERE code = 'fast_questions'")
    )
    assert evidence["fast"] >= 10
    assert evidence["of"] >= evidence["fast"]


def test_the_same_sheet_at_the_pace_of_an_interview_from_the_house_is_not(handset, signed_in, met):
    phone = handset(like=signed_in.profile, geolocation=PLACE, permissions=["geolocation"])
    page = calm(phone, met)
    work = start(page, TYPED, HEAD)
    work.intro(HEAD)
    work.choose("Gia đình đồng ý ghi vị trí nhà không?", "Có")
    work.on("Người trong hộ")
    work.people([HEAD, WIFE], SON)
    # Killed in the middle: the pace is stored with each answer and goes on.
    ahead = page.evaluate(AHEAD)
    phone.kill()
    page = calm(phone, met, ahead)
    taps.open_household(page, TYPED, HEAD)
    work = Sheet(page)
    work.section("Người trong hộ")
    after_people(work)
    page.get_by_role("link", name="Về Việc của tôi").click()
    taps.ready(page)
    taps.send_now(page)
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    assert met.count("SELECT count(*) FROM survey") == 1
    found = codes(met)
    assert not found & {
        "fast_survey",
        "fast_questions",
        "no_position",
        "changed_after_score",
        "far",
        "clock",
    }, found
    (trace,) = met.rows("SELECT lat, lon, accuracy FROM trace")
    assert (round(trace["lat"], 4), round(trace["lon"], 4), trace["accuracy"]) == (19.9312, 105.4321, 8.0)
