"""An evening on a bad line: finished surveys and their photos leave through 64 kbit/s that break again and again."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from _stage import arrived, line, make_demo, soak
from playwright.sync_api import sync_playwright

from tests import scoring_cases
from tests.browser import taps
from tests.browser.handset import Handset
from tests.browser.stage import Server
from tests.proxy import FaultProxy

BYTES_PER_SECOND = 64_000 // 8
# Surveys, photos of each, seconds between two breaks.
FULL, SAMPLE = (20, 3, 30), (4, 1, 10)
PATIENCE_S = 3600
# Work is finished through the phone's own modules, as another tab would; the page's sender takes it from there.
FINISH = """async ({ surveys, photos, answers }) => {
  const { Phone } = await import('/static/js/offline/phone.js');
  const phone = globalThis.other = new Phone();
  const { state } = await phone.start();
  if (state !== 'open') throw new Error(state);
  const canvas = Object.assign(document.createElement('canvas'), { width: 1280, height: 960 });
  const brush = canvas.getContext('2d');
  const picture = async () => {
    for (let i = 0; i < 1500; i++) {
      brush.fillStyle = `hsl(${Math.random() * 360} 40% ${30 + Math.random() * 40}%)`;
      brush.fillRect(Math.random() * 1280, Math.random() * 960, 40, 40);
    }
    return (await new Promise(done => canvas.toBlob(done, 'image/jpeg', 0.7))).arrayBuffer();
  };
  let bytes = 0;
  for (const { household, round, id } of phone.kit.assignments().slice(0, surveys)) {
    const { form } = phone.kit.rounds().find(one => one.id === round);
    const draft = await phone.drafts.start({ household, round, assignment: id, ...form, answers, label: { household } });
    for (let i = 0; i < photos; i++) {
      const image = await picture();
      bytes += image.byteLength;
      await draft.save({ addFiles: [{ ref: i ? `b1_photo@${crypto.randomUUID()}` : 'b1_photo', type: 'image/jpeg', bytes: image }] });
    }
    await draft.finish();
    await draft.close();
  }
  return bytes;
}"""
LEFT = "async () => { const { unsent, files } = await other.outbox.counts(); return [unsent, files]; }"


def main() -> None:
    surveys, photos, broken = FULL if soak() else SAMPLE
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(make_demo(Path(folder) / "instance"), workers=2).start()
        proxy = FaultProxy(server.port)
        try:
            phone = Handset(playwright, Path(folder) / "profile")
            page = phone.start()
            taps.sign_in(page, proxy.url, "rasoat")
            arrived(page)
            proxy.slow(BYTES_PER_SECOND)
            asked = {"surveys": surveys, "photos": photos, "answers": scoring_cases.changed({})}
            size = page.evaluate(FINISH, asked)
            proxy.break_every(broken)
            begun = time.monotonic()
            surveys_gone = 0.0
            while True:
                unsent, files = page.evaluate(LEFT)
                surveys_gone = surveys_gone or (time.monotonic() - begun if not unsent else 0)
                if not unsent and not files:
                    break
                if time.monotonic() - begun > PATIENCE_S:
                    raise SystemExit(f"still here: {unsent} surveys, {files} photos")
                time.sleep(0.5)
            taken = time.monotonic() - begun
            phone.close()
            stored = server.count("SELECT count(*) FROM survey")
            whole = server.count("SELECT count(*) FROM attachment WHERE state = 'stored'")
            line(f"surveys finished, {photos} photos each", surveys, "")
            line("photos, bytes", size / 1024, "KB")
            line(f"line: 64 kbit/s, breaks every {broken} s, broke", proxy.counts.broken, "times")
            line("last survey gone after", surveys_gone, "s")
            line("last photo gone after", taken, "s")
            line("  at best, by bytes alone", size / BYTES_PER_SECOND, "s")
            line("surveys at the commune", stored, "")
            line("photos whole at the commune", whole, "")
        finally:
            proxy.close()
            server.stop()


if __name__ == "__main__":
    main()
