"""The phone's store, driven through its own modules in the browser: unlocking, one answer stored, a household found."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from _stage import SLOWER, arrived, line, server, soak, spread
from playwright.sync_api import Page, sync_playwright

from tests import scoring_cases
from tests.browser import taps
from tests.browser.handset import Handset

# A store of its own beside the phone's, made of the same parts.
OPEN = """async () => {
  const at = name => import(`/static/js/offline/${name}.js`);
  const [{ workspace }, { Clock }, { Bus }] = await Promise.all(['workspace', 'clock', 'events'].map(at));
  const parts = workspace({ store: 'gnbv-bench', device: 'd', deposit: 't' }, { clock: new Clock(), bus: new Bus('bench') });
  if (!await parts.vault.exists()) await parts.vault.create({ pin: '246810', password: 'mat-khau-dai' });
  else await parts.vault.unlock('246810');
  globalThis.bench = parts;
}"""
UNLOCK = """async times => {
  const taken = [];
  for (let i = 0; i < times; i++) {
    bench.vault.lock();
    const begun = performance.now();
    await bench.vault.unlock('246810');
    taken.push(performance.now() - begun);
  }
  return taken;
}"""
# Each answer is given after the one before was stored, as a person does; the whole document is sealed each time.
SAVE = """async ({ answers, times }) => {
  const draft = await bench.drafts.start({ household: crypto.randomUUID(), round: 'r', form: 'f', version: '1', answers });
  const taken = [];
  for (let i = 0; i < times; i++) {
    answers.paper = { ...answers.paper, b1_total: String(i) };
    const begun = performance.now();
    await draft.save({ answers, section: 1, sections: 9 });
    taken.push(performance.now() - begun);
    await new Promise(done => setTimeout(done, 20));
  }
  const size = (await bench.store.get('drafts', draft.id)).sealed.ct.byteLength;
  await draft.close();
  await bench.drafts.discard(draft.id);
  return { taken, size };
}"""


def worked(session: Any) -> float:
    """Milliseconds that the page's own thread has worked: another busy program does not change them."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(one["value"] for one in metrics if one["name"] == "TaskDuration") * 1000


def measure(page: Page, session: Any) -> None:
    times = 200 if soak() else 40
    page.evaluate(OPEN)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    for rate in (1, SLOWER):
        session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
        spread(f"unlocking by the PIN, processor ÷ {rate}", page.evaluate(UNLOCK, 20 if soak() else 5))
        before = worked(session)
        got = page.evaluate(SAVE, {"answers": scoring_cases.changed({}), "times": times})
        reach = " (reach 5)" if rate == SLOWER else ""
        spread(f"one answer stored for good{reach}, processor ÷ {rate}", got["taken"][2:])
        line("  of it work of the page, waiting left out", (worked(session) - before) / times, "ms")
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    line("the draft it is stored in", got["size"] / 1024, "KB")


def main() -> None:
    with server() as running, sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        phone = Handset(playwright, Path(folder) / "profile")
        page = phone.start()
        taps.sign_in(page, running.url, "rasoat")
        arrived(page)
        measure(page, phone.context.new_cdp_session(page))
        phone.close()


if __name__ == "__main__":
    main()
