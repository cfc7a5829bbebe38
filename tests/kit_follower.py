"""A phone that keeps its kit by differences, as far as the server can tell: names and hashes."""

from __future__ import annotations

import hashlib
from typing import Any

from gnbv.services import sync_schema
from tests.phone import MARKER, Phone

Held = dict[tuple[str, str], str]


class Follower:
    """What a phone holds, by type and id, and how it came."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self.held: Held = {}
        self.cursor: str | None = None
        self.modes: list[str] = []

    def refresh(self, *, by_names: bool = False) -> None:
        named: Held = {}
        got = self._page({"manifest": "1"} if by_names else {"cursor": self.cursor} if self.cursor else {})
        self.modes.append(got["mode"])
        while True:
            sync_schema.check("kit", got)
            here = {(entry["type"], entry["id"]): entry["hash"] for entry in got["entries"]}
            named |= here
            if got["mode"] != "manifest":
                self.held |= here
            for gone in got["removed"]:
                self.held.pop((gone["type"], gone["id"]), None)
            if got["page"] == got["pages"]:
                break
            got = self._page({"cursor": got["cursor"]})
        if got["mode"] == "manifest":
            lacking = [ref for ref, hash_ in named.items() if self.held.get(ref) != hash_]
            brought = self.phone.want(*lacking)["entries"]
            self.held |= {(entry["type"], entry["id"]): entry["hash"] for entry in brought}
        if got["mode"] != "delta":
            self.held = {ref: hash_ for ref, hash_ in self.held.items() if ref in named}
        self.cursor = got["cursor"]
        if got["whole"] != whole(self.held):
            assert not by_names, "names and hashes of everything leave nothing out"
            self.refresh(by_names=True)

    def _page(self, asked: dict[str, str]) -> dict[str, Any]:
        answer = self.phone.client.get("/sync/kit", query_string=asked, headers=MARKER)
        assert answer.status_code == 200, answer.text
        return dict(answer.get_json())


def whole(held: Held) -> dict[str, Any]:
    names = sorted(f"{kind}/{id_}" for kind, id_ in held)
    counts: dict[str, int] = {}
    for kind, _ in held:
        counts[kind] = counts.get(kind, 0) + 1
    return {"counts": counts, "sha256": hashlib.sha256("\n".join(names).encode()).hexdigest()}
