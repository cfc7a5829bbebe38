"""How long guessing the PIN takes on this machine for somebody who has copied the phone's disk, with the vault's own
code: in Node on one core and on all, and in Chromium as the page does it. Prints the figures of docs/offline.md."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.chromium import FLAGS, chromium_executable
from tests.node import node_executable

HERE = Path(__file__).parent
GUESSES = 200 if os.environ.get("GNBV_SOAK") else 20
IN_PAGE = """async many => {
  const { unwrap, wrap } = await import('/js/offline/wrap.js');
  const { ROUNDS } = await import('/js/offline/vault.js');
  const secret = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const record = { secret, rounds: ROUNDS };
  record.pin = await wrap(record, 'pin', '739164', crypto.getRandomValues(new Uint8Array(32)));
  const began = performance.now();
  for (let guess = 0; guess < many; guess++) await unwrap(record, 'pin', String(guess).padStart(6, '0'));
  return (performance.now() - began) / many;
}"""


class Quiet(SimpleHTTPRequestHandler):
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}

    def log_message(self, format: str, *args: object) -> None:
        pass


def in_node() -> dict[str, float]:
    command = [node_executable(), "--no-warnings", str(HERE / "pin_guess.mjs"), str(GUESSES)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=900)
    return dict(json.loads(done.stdout))


def in_chromium() -> float:
    files = HERE.parent / "gnbv" / "static"
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(files)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium_executable(), args=list(FLAGS))
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/icons/mark.svg")
            return float(page.evaluate(IN_PAGE, GUESSES))
    finally:
        server.shutdown()


def native(rounds: int) -> float:
    """Processor milliseconds of the stretching alone in OpenSSL, which is all that a guesser's own program must do."""
    began = time.process_time()
    for guess in range(GUESSES):
        hashlib.pbkdf2_hmac("sha256", b"%06d" % guess, bytes(16), rounds)
    return (time.process_time() - began) * 1000 / GUESSES


def span(seconds: float) -> str:
    hours = seconds / 3600
    return f"{hours:.1f} h" if hours < 100 else f"{hours / 24:.1f} days"


def main() -> None:
    node = in_node()
    page = in_chromium()
    allowed = node["allowed"]
    print(f"rounds of PBKDF2-SHA-256: {node['rounds']:,.0f}; PINs that may be chosen: {allowed:,.0f}")
    print(f"load of the machine meanwhile: {os.getloadavg()[0]:.1f} on {node['cores']:.0f} cores")
    for words, ms in (
        ("Chromium, one core, by the clock", page),
        ("Node, one core, by the clock", node["alone_ms"]),
        (f"Node, {node['cores']:.0f} cores, by the clock", node["together_ms"]),
        ("Node, processor time of a guess", node["cpu_ms"]),
        ("OpenSSL, processor time of a guess", native(int(node["rounds"]))),
    ):
        everything = allowed * ms / 1000
        print(f"{words}: {ms:.1f} ms; all PINs in {span(everything)}, half of them in {span(everything / 2)}")


if __name__ == "__main__":
    main()
