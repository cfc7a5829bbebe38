"""The first load of /app: bytes on the wire and time until the first field may be filled in."""

from __future__ import annotations

import gzip
import re
import tempfile
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from _stage import FAST_3G, SLOWER, line, percentile, server, soak
from playwright.sync_api import Playwright, sync_playwright

from tests.browser.handset import Handset
from tests.chromium import chromium_executable

TOTAL_KB, SCRIPT_KB = 60, 30
EVALUATOR_KB, BINDER_KB = 6, 8
EVALUATOR = [f"js/rules/{name}.js" for name in ("values", "dates", "expression", "calls", "paths", "types")]
BINDER = re.compile(r"js/modules/binder[\w-]*\.js")
SERVED = re.compile(r'^\$m\["([^"]+)"\]=.*?^\}\)\(\);\n', re.M | re.S)


def weigh(playwright: Playwright, url: str) -> list[dict[str, Any]]:
    """Every answer of the first load with its size on the wire, head and body."""
    browser = playwright.chromium.launch(executable_path=chromium_executable(), args=["--no-sandbox"])
    context = browser.new_context(service_workers="block", viewport={"width": 360, "height": 740})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    seen: dict[str, dict[str, Any]] = {}
    session.on(
        "Network.responseReceived",
        lambda event: seen.setdefault(
            event["requestId"], {"url": event["response"]["url"], "type": event["type"], "bytes": 0}
        ),
    )

    def finished(event: dict[str, Any]) -> None:
        if event["requestId"] in seen:
            seen[event["requestId"]]["bytes"] = event["encodedDataLength"]

    session.on("Network.loadingFinished", finished)
    page.goto(f"{url}/app", wait_until="networkidle")
    page.get_by_label("Tên đăng nhập").wait_for()
    browser.close()
    return list(seen.values())


def parts(url: str) -> tuple[float, float]:
    """KB, gzipped, of the evaluator and of the binder as they stand in the file of the questions."""
    with urlopen(f"{url}/static/bundle/survey.js") as answer:
        served = {match[1]: match[0] for match in SERVED.finditer(answer.read().decode())}
    binder = [name for name in served if BINDER.fullmatch(name)]
    sizes = [
        len(gzip.compress("".join(served[name] for name in names).encode(), 9)) / 1024
        for names in (EVALUATOR, binder)
    ]
    return sizes[0], sizes[1]


def time_to_ready(playwright: Playwright, url: str, times: int) -> list[float]:
    """Milliseconds from the address to a field that takes letters, with a cold cache each time."""
    taken = []
    for _ in range(times):
        with tempfile.TemporaryDirectory() as folder:
            phone = Handset(playwright, Path(folder) / "profile")
            page = phone.start()
            session = phone.context.new_cdp_session(page)
            session.send("Network.enable")
            session.send("Network.emulateNetworkConditions", FAST_3G)
            session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            page.goto(f"{url}/app", wait_until="commit")
            page.get_by_label("Tên đăng nhập").wait_for()
            taken.append(float(page.evaluate("performance.now()")))
            phone.close()
    return taken


def main() -> None:
    with server() as running, sync_playwright() as playwright:
        answers = [one for one in weigh(playwright, running.url) if one["bytes"]]
        scripts = [one for one in answers if one["type"] == "Script"]
        for one in sorted(answers, key=lambda one: -one["bytes"]):
            line("  " + one["url"].removeprefix(running.url), one["bytes"] / 1024, "KB")
        line(f"first load of /app, all (reach {TOTAL_KB})", sum(one["bytes"] for one in answers) / 1024, "KB")
        line(f"JavaScript of it (reach {SCRIPT_KB})", sum(one["bytes"] for one in scripts) / 1024, "KB")
        evaluator, binder = parts(running.url)
        line(f"evaluator, gzipped (reach {EVALUATOR_KB})", evaluator, "KB")
        line(f"binder, gzipped (reach {BINDER_KB})", binder, "KB")
        line("requests", len(answers), "")
        times = time_to_ready(playwright, running.url, 10 if soak() else 3)
        line("ready on fast 3G, processor ÷ 6, cold: median", percentile(times, 0.5), "ms")


if __name__ == "__main__":
    main()
