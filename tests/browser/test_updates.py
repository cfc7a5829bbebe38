"""A new version of the shell: waits for open forms, says so, arrives whole or not at all, and touches no work."""

import contextlib
import re

import pytest
from playwright.sync_api import Error, expect

from tests.browser import releases, sheet, taps
from tests.browser.sheet import HEAD, TYPED
from tests.phone import COMPLETION
from tests.scoring_cases import changed

pytestmark = pytest.mark.timeout(400)

# A second tab's modules over the same store; the unlocked page lends the key.
OPEN = """
const { Phone } = await import('/static/js/offline/phone.js');
const phone = new Phone();
if ((await phone.start()).state !== 'open') throw new Error('locked');
"""
MAKE = """async ([answers, many]) => { OPEN
  const round = phone.kit.rounds()[0].id;
  const { form } = phone.kit.rounds()[0];
  const mine = new Set(phone.kit.assignments().map(({ household }) => household));
  const rows = phone.kit.rows().sort((a, b) => mine.has(b.id) - mine.has(a.id));
  for (const { id, number, head } of rows.slice(0, many)) {
    const label = { household: id, number, head };
    const draft = await phone.drafts.start({ household: id, round, form: form.form, version: form.version, label });
    await draft.save({ answers, section: 2, sections: 9 });
    await draft.close();
  }
  const made = (await phone.drafts.list()).filter(({ state }) => state === 'draft').length;
  await phone.leave();
  return made;
}""".replace("OPEN", OPEN)
FINISH = """async () => { OPEN
  const wrong = [];
  for (const { id, state } of await phone.drafts.list()) {
    if (state !== 'draft') continue;
    const draft = await phone.drafts.open(id);
    if (draft.readonly || !Object.keys(draft.doc.answers).length || draft.doc.section !== 2) wrong.push(id);
    await draft.finish({ results: [] });
    await draft.close();
  }
  await phone.leave();
  return wrong;
}""".replace("OPEN", OPEN)


@pytest.fixture(scope="module")
def newer(tmp_path_factory):
    return releases.program(tmp_path_factory.mktemp("newer"))


def use(page):
    page.get_by_role("button", name="Dùng bản mới").click()
    taps.unlock(page)


def until(so, page):
    """In the middle of beginning anew a page answers nothing."""
    for _ in range(150):
        with contextlib.suppress(Error):
            if so():
                return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come about")


def inside(page):
    """After two tabs began anew one may have the key from the other, without a PIN."""
    until(lambda: not page.evaluate("window.before"), page)
    asked = page.get_by_text("Nhập mã PIN 6 số")
    expect(asked.or_(page.get_by_label("Tìm tên chủ hộ")).first).to_be_visible()
    if asked.is_visible():
        taps.unlock(page)
    taps.ready(page)


def test_fifty_drafts_open_and_finish_after_an_update(phone, met, newer):
    page = phone.page
    assert page.evaluate(MAKE, [changed({**COMPLETION}), 50]) == 50
    with releases.released(met, newer):
        releases.look(page)
        releases.offered(page)
        assert not releases.runs_newer(page)
        use(page)
        assert releases.runs_newer(page)
        expect(page.get_by_role("link", name=re.compile("Làm tiếp"))).not_to_have_count(0)
        met.network.portal(only=r"^POST /sync ")
        assert page.evaluate(FINISH) == []
        met.network.pass_through()
        taps.send_now(page)
        expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible(timeout=60_000)
        assert met.count("SELECT count(*) FROM revision") == 50


def test_a_new_version_waits_while_a_form_is_open_in_any_tab(phone, met, newer):
    page = phone.page
    second = phone.context.new_page()
    second.goto(f"{met.url}/app")
    work = sheet.start(second, TYPED, HEAD)
    work.intro(HEAD)
    expect(taps.saved(second)).to_be_visible()
    with releases.released(met, newer):
        releases.look(page)
        releases.offered(page)
        expect(second.get_by_text("Có bản mới của ứng dụng")).to_be_hidden()
        page.get_by_role("button", name="Dùng bản mới").click()
        expect(page.get_by_role("status").filter(has_text="Có phiếu đang mở ở thẻ khác")).to_be_visible()
        assert not releases.runs_newer(second)
        work.choose("Hỏi bằng cách nào?", "Điện thoại")
        expect(taps.saved(second)).to_be_visible()

        # The form is left: now the button does it, and both tabs go on with the new version.
        second.get_by_role("link", name="Quay lại").click()
        second.get_by_role("link", name="Quay lại").click()
        expect(second.get_by_text("Có bản mới của ứng dụng")).to_be_visible()
        for one in (page, second):
            one.evaluate("window.before = true")
        page.get_by_role("button", name="Dùng bản mới").click()
        inside(page)
        inside(second)
        assert releases.runs_newer(page)
        assert releases.runs_newer(second)
        second.get_by_role("link", name=re.compile("Làm tiếp")).first.click()
        expect(sheet.Sheet(second).question("Hỏi bằng cách nào?").get_by_label("Điện thoại")).to_be_checked()


def test_at_the_door_a_new_version_is_taken_by_itself(phone, met, newer):
    with releases.released(met, newer):
        phone.page.reload()
        until(lambda: releases.runs_newer(phone.page), phone.page)
        taps.unlock(phone.page)
        taps.ready(phone.page)


@pytest.mark.parametrize("trouble", ["cut", "portal", "other"])
def test_a_shell_that_did_not_arrive_whole_is_not_activated(phone, met, newer, trouble):
    page = phone.page
    with releases.released(met, newer) as server:
        if trouble == "cut":
            met.network.cut_after(3000, only=r"^GET /static/bundle/survey\.js")
        elif trouble == "portal":
            met.network.portal(only=r"^GET /app HTTP")
        else:
            # One file changes on the server while the phone is fetching.
            met.network.portal(only=r"^GET /static/css/parts\.css")
        releases.look(page)
        assert page.evaluate("navigator.serviceWorker.getRegistration().then(found => found.waiting)") is None
        assert page.evaluate("caches.keys().then(names => names.length)") == 1
        expect(page.get_by_text("Có bản mới của ứng dụng")).to_be_hidden()
        assert server.rows("SELECT 1 AS one") == [{"one": 1}]
        met.network.refuse()
        page.reload()
        taps.unlock(page)
        taps.ready(page)
        assert not releases.runs_newer(page)

        # Whole the next time: the same version is taken.
        met.network.pass_through()
        releases.look(page)
        releases.offered(page)


def test_a_shell_that_cannot_read_the_form_of_a_draft_is_not_even_fetched(phone, met, newer, tmp_path):
    page = phone.page
    assert page.evaluate(MAKE, [changed({**COMPLETION}), 1]) == 1
    later = releases.program(tmp_path / "later")
    releases.renderer_two(later, "[2]")
    with releases.released(met, later):
        releases.look(page)
        page.reload()
        taps.unlock(page)
        expect(page.get_by_role("link", name=re.compile("Làm tiếp"))).to_be_visible()
        assert page.evaluate("navigator.serviceWorker.getRegistration().then(found => found.waiting)") is None
    # The one that still reads the fragments of before is taken.
    releases.renderer_two(newer_copy := releases.program(tmp_path / "both"), "[2, 1]")
    with releases.released(met, newer_copy):
        releases.look(page)
        releases.offered(page)
