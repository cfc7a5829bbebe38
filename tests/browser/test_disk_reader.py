"""Whoever copies a phone's disk and reads every byte of it finds no name, number, answer, note or picture."""

import contextlib
import os
import re

import pytest
from playwright.sync_api import expect

from tests.browser import disk, office, sheet, taps
from tests.browser.sheet import HEAD
from tests.browser.stage import PASSWORD

pytestmark = pytest.mark.timeout(500)

# Letters that no list of words holds, so that each find is one.
PLANTED = {
    "the head of a household": "Quàng Văn Zẽnkhô",
    "a member": "Lường Thị Wờngtam",
    "somebody else's household": "Vừ A Xểnhplua",
    "the first user": "Nùng Thị Fẽrmai",
    "a citizen number": "031987654302",
    "a phone number": "0987612345",
    "an answer": "Nhà dột bếp Jỗnkai",
    "a note": "Hỏi lại bác Kwẽngsao",
    "what was searched": "wongtam zenkho",
    "a PIN": taps.PIN,
    "a password": PASSWORD,
}
PHOTO = bytes((at * 73 + 41) % 256 for at in range(4096))
PLANT = """async ([answers, note, bytes, finish]) => {
  const { Phone } = await import('/static/js/offline/phone.js');
  const phone = new Phone();
  if ((await phone.start()).state !== 'open') throw new Error('locked');
  const round = phone.kit.rounds()[0];
  const taken = (await phone.drafts.list()).map(({ household }) => household);
  const { id, number, head } = phone.kit.rows().find(row => !taken.includes(row.id));
  const draft = await phone.drafts.start({ household: id, round: round.id, form: round.form.form, version: round.form.version,
    label: { household: id, number, head } });
  await draft.save({ answers, meta: { ...draft.doc.meta, notes: { house_area: note } }, section: 3, sections: 9,
    addFiles: [{ ref: 'house_photo', type: 'image/jpeg', bytes: new Uint8Array(bytes).buffer }] });
  if (finish) await draft.finish({ results: [] });
  await draft.close();
  await phone.leave();
}"""


def wanted():
    found = {what: disk.shapes(text) for what, text in PLANTED.items()}
    # Six figures stand by chance in other numbers; as text of its own they do not.
    del found["a PIN"]
    found["a photo"] = {PHOTO[100:132], PHOTO[2000:2032]}
    return found


def pins(folder):
    """Places where the PIN stands as a word of its own."""
    word = re.compile(rb"(?<![0-9A-Za-z])" + taps.PIN.encode() + rb"(?![0-9A-Za-z])")
    return [path.name for path in folder.rglob("*") if path.is_file() and word.search(path.read_bytes())]


def plant_names(stage):
    """Unusual names in the register, before any phone fetched it."""
    write = stage.server.write
    head, other = PLANTED["the head of a household"], PLANTED["somebody else's household"]
    assert write(
        "UPDATE household SET head_name = ?, search_text = ? WHERE head_name = ?", head, head.lower(), HEAD
    )
    assert write("UPDATE person SET name = ?, search_name = ? WHERE name = ?", head, head.lower(), HEAD)
    member = PLANTED["a member"]
    assert write(
        "UPDATE person SET name = ?, search_name = ? WHERE name = ?", member, member.lower(), sheet.WIFE
    )
    assert write("UPDATE household SET head_name = ? WHERE head_name = ?", other, sheet.OTHER)
    assert write("UPDATE user_account SET name = ? WHERE username = 'rasoat'", PLANTED["the first user"])


def type_much(page):
    """What a person types on the screen: a search, an answer, a number, a note; nothing of it is the browser's."""
    head = PLANTED["the head of a household"]
    page.get_by_label("Tìm tên chủ hộ").fill(PLANTED["what was searched"])
    page.get_by_label("Tìm tên chủ hộ").fill("zenkho")
    page.get_by_role("link", name=head).first.click()
    page.get_by_role("link", name="Bắt đầu rà soát").click()
    work = sheet.Sheet(page)
    work.intro(head)
    work.choose("Gia đình đồng ý ghi số điện thoại không?", "Có")
    number = page.get_by_role("textbox", name=re.compile("điện thoại"))
    if number.count():
        number.first.fill(PLANTED["a phone number"])
    work.on("Người trong hộ")
    page.get_by_role("link", name=re.compile(PLANTED["a member"])).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name=re.compile("định danh")).fill(PLANTED["a citizen number"])
    dialog.get_by_role("button", name=re.compile("^Xong|^Đóng")).last.click()
    expect(taps.saved(page)).to_be_visible()


def plant(page, *, finish):
    answers = {
        "intro": {"notice": "read", "phone": PLANTED["a phone number"]},
        "house": {"note": PLANTED["an answer"]},
    }
    page.evaluate(PLANT, [answers, PLANTED["a note"], list(PHOTO), finish])


def test_a_reader_of_a_phones_disk_finds_nothing_but_the_name_at_the_door(handset, stage):
    plant_names(stage)
    phone = handset()
    page = phone.start()
    taps.sign_in(page, stage.url, "rasoat")
    taps.ready(page)
    taps.kept(page)
    type_much(page)
    page.get_by_role("link", name="Quay lại").click()
    page.get_by_role("link", name="Quay lại").click()
    # One that was sent, one that waits, one that is being filled.
    plant(page, finish=True)
    taps.send_now(page)
    stage.network.refuse()
    plant(page, finish=True)
    plant(page, finish=False)
    page.goto(f"{stage.url}/app/outbox")
    taps.unlock(page)
    expect(page.locator("main")).to_contain_text("Chỉ có trên máy này")

    # A second person at the same phone: the first one's name stands at the door no more.
    stage.network.pass_through()
    taps.tab(page, "Thêm")
    page.get_by_role("button", name="Khoá").click()
    page.get_by_role("button", name="Đổi người dùng").click()
    taps.enter(page, "rasoat2", PASSWORD)
    expect(page.get_by_text("Chọn mã PIN 6 số")).to_be_visible()
    taps.type_pin(page)
    taps.type_pin(page)
    taps.ready(page)
    (last,) = stage.rows("SELECT name FROM user_account WHERE username = 'rasoat2'")
    phone.kill()

    assert disk.search(phone.profile, wanted()) == []
    assert pins(phone.profile) == []
    # What the page shows before the PIN is covered on the disk, too, though not locked.
    assert disk.search(phone.profile, {"the name at the door": disk.shapes(last["name"])}) == []
    page = phone.start()
    page.goto(f"{stage.url}/app")
    expect(page.get_by_role("heading", name=last["name"])).to_be_visible()


def test_the_reader_finds_what_a_page_leaves_in_the_open(handset, stage):
    phone = handset()
    page = phone.start()
    page.goto(f"{stage.url}/app")
    page.evaluate(
        """async ([name, note]) => {
          localStorage.setItem('planted', name);
          const request = indexedDB.open('planted', 1);
          request.onupgradeneeded = () => request.result.createObjectStore('notes').put(note, 1);
          await new Promise(resolve => { request.onsuccess = resolve; });
          await (await caches.open('planted')).put('/planted', new Response(note));
        }""",
        [PLANTED["the head of a household"], PLANTED["a note"]],
    )
    page.goto(f"{stage.url}/app/more")
    # Closed, not killed: here the browser shall write everything.
    phone.close()
    places = disk.search(phone.profile, wanted())
    assert any("Local Storage" in place for place in places)
    assert any("IndexedDB" in place for place in places)
    assert any("CacheStorage" in place for place in places)


def test_a_reader_of_the_offices_disk_finds_no_household(handset, received):
    """Pages of the office are shown and not kept: neither in a cache nor as a title in the history."""
    desk = handset("desk", size={"width": 1280, "height": 800})
    page = desk.start()
    page.goto(f"{received.office}/login")
    page.get_by_label("Tên đăng nhập").fill("giamsat")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(lambda url: "/login" not in url)
    office.read_first(page, HEAD)
    for place in ("/board", "/surveys", "/account"):
        page.goto(f"{received.office}{place}")
    with contextlib.suppress(OSError):
        os.sync()
    desk.close()
    names = {HEAD: disk.shapes(HEAD), sheet.WIFE: disk.shapes(sheet.WIFE), "password": disk.shapes(PASSWORD)}
    assert disk.search(desk.profile, names) == []
