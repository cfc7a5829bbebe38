"""Handing in: items a second one by one and in batches, with many phones at once, and the server's memory."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import requests
from _stage import line, percentile, server, soak, spread

from gnbv.ids import new_id
from gnbv.services.canonical import digest
from tests import scoring_cases
from tests.browser.stage import PASSWORD, Server

MARKED = {"X-Gnbv": "1"}


class Client:
    """One phone of a collector of the sample."""

    def __init__(self, url: str, username: str = "rasoat") -> None:
        self.url = url
        self.http = requests.Session()
        self.http.headers.update(MARKED)
        answer = self.http.post(
            f"{url}/login", json={"username": username, "password": PASSWORD}, allow_redirects=False
        )
        assert answer.status_code == 303, answer.text
        self.device = self.http.post(f"{url}/sync/device", json={"label": "x"}).json()["device"]
        kit = self.http.get(f"{url}/sync/kit", headers={"X-Gnbv-Device": self.device}).json()
        self.entries: list[dict[str, Any]] = kit["entries"]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [entry["data"] for entry in self.entries if entry["type"] == kind]

    def send(self, items: list[dict[str, Any]]) -> list[str]:
        answer = self.http.post(f"{self.url}/sync", json={"device": self.device, "items": items})
        assert answer.status_code == 200, answer.text
        return [one["outcome"] for one in answer.json()["outcomes"]]


def item(kind: str, subject: str, payload: dict[str, Any]) -> dict[str, Any]:
    made = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    content = {
        "kind": kind, "subject": subject, "base": None, "made_at": made, "utc_offset": 420, "payload": payload,
    }  # fmt: skip
    return {"id": str(new_id()), **content, "sha256": digest(content)}


def survey(client: Client, household: str) -> dict[str, Any]:
    (round_,) = client.of("round")
    payload = {
        "round": round_["id"], "household": household, "assignment": None, "purpose": "main",
        "form": round_["form"]["form"], "version": round_["form"]["version"], "answers": scoring_cases.changed({}),
        "meta": {"today": "2026-10-23", "renderer": 1, "later": [], "notes": {}},
        "results": [], "replies": [], "attachments": [],
    }  # fmt: skip
    return item("survey", str(new_id()), payload)


def visit(client: Client, household: str) -> dict[str, Any]:
    (round_,) = client.of("round")
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return item(
        "visit", household, {"round": round_["id"], "at": at, "outcome": "absent", "note": "", "next": None}
    )


def timed(act: Any) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def memory(pid: int) -> float:
    """Resident megabytes of a process and its children."""
    total = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rsplit(") ", 1)[1].split()
                if int(entry.name) == pid or int(stat[1]) == pid:
                    total += int((entry / "statm").read_text().split()[1]) * 4096
            except (OSError, IndexError):
                continue
    return total / 1024 / 1024


def one_by_one(running: Server, size: int) -> None:
    client = Client(running.url)
    homes = [row["household"] for row in client.of("assignment")]
    surveys = [survey(client, homes[at % len(homes)]) for at in range(min(size, len(homes)))]
    begun = time.perf_counter()
    taken = [timed(lambda one=one: client.send([one])) for one in surveys]
    line("surveys a second, one by one", len(surveys) / (time.perf_counter() - begun), "/s")
    spread("  one survey", taken)
    begun = time.perf_counter()
    assert set(client.send(surveys[:20])) == {"duplicate"}
    line("repeated surveys a second (duplicates)", 20 / (time.perf_counter() - begun), "/s")


def in_batches(running: Server, size: int) -> None:
    client = Client(running.url, "rasoat2")
    homes = [row["household"] for row in client.of("assignment")]
    made = [survey(client, home) for home in homes[:40]]
    begun = time.perf_counter()
    for at in range(0, len(made), 20):
        assert set(client.send(made[at : at + 20])) <= {"accepted", "held"}
    line("surveys a second, in batches of 20", len(made) / (time.perf_counter() - begun), "/s")
    visits = [visit(client, homes[at % len(homes)]) for at in range(size)]
    begun = time.perf_counter()
    for at in range(0, size, 20):
        client.send(visits[at : at + 20])
    line("visits a second, in batches of 20", size / (time.perf_counter() - begun), "/s")


def at_once(running: Server, phones: int, each: int) -> None:
    clients = [Client(running.url, ("rasoat", "rasoat2")[at % 2]) for at in range(phones)]
    taken: list[float] = []

    def work(client: Client) -> None:
        homes = [row["household"] for row in client.of("assignment")]
        for at in range(each):
            one = visit(client, homes[at % len(homes)])
            taken.append(timed(lambda one=one: client.send([one])))

    threads = [threading.Thread(target=work, args=(client,)) for client in clients]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == phones * each, "a phone was refused"
    line(f"visits a second, {phones} phones at once", len(taken) / (time.perf_counter() - begun), "/s")
    line(f"  95th percentile, {phones} phones", percentile(taken, 0.95), "ms")


def main() -> None:
    size = 200 if soak() else 40
    with server() as running:
        UUID(Client(running.url).device)
        line("memory of the server at rest", memory(running.pid), "MB")
        one_by_one(running, size)
        in_batches(running, size)
        for phones in (8, 32):
            at_once(running, phones, 20 if soak() else 4)
        line("memory of the server afterwards", memory(running.pid), "MB")


if __name__ == "__main__":
    main()
