"""W3C WebDriver over HTTP, as much of it as the journeys need."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

FIND = Path(__file__).with_name("find.js").read_text("utf-8")
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
PATIENCE_S = 20.0
# A page that changes under the finger: look again.
AGAIN = (
    "stale element reference",
    "element not interactable",
    "element click intercepted",
    "no such element",
)


class Refused(Exception):
    def __init__(self, error: str, message: str) -> None:
        super().__init__(f"{error}: {message}")
        self.error = error


class Wire:
    """One session with a driver at `address`."""

    def __init__(self, address: str, capabilities: dict[str, Any]) -> None:
        self.address = address
        self.session = ""
        answer = self.call("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})
        self.session = f"/session/{answer['sessionId']}"

    def call(self, method: str, path: str, body: Any = None) -> Any:
        data = None if method == "GET" else json.dumps(body or {}).encode()
        request = urllib.request.Request(
            self.address + self.session + path, data, {"Content-Type": "application/json"}, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=90) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            told = json.load(error)["value"]
            raise Refused(told["error"], told.get("message", "")) from None

    def run(self, script: str, *arguments: Any) -> Any:
        return self.call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def elements(self, steps: list[Any]) -> list[dict[str, str]]:
        return list(self.run(f"{FIND}\nreturn find(arguments[0], [document]);", steps))


def until(act: Any, what: str) -> Any:
    """Repeat `act` until it answers something true; what stands in the way is said at the end."""
    end = time.monotonic() + PATIENCE_S
    last: Any = None
    while True:
        try:
            last = act()
            if last:
                return last
        except Refused as refused:
            if refused.error not in AGAIN:
                raise
            last = refused
        if time.monotonic() > end:
            raise AssertionError(f"{what}: {last!r}")
        time.sleep(0.1)
