"""What the documents show is what the program says and takes."""

from __future__ import annotations

import json
import re
from typing import Any

from gnbv.services import causes, sync_schema
from gnbv.services.canonical import digest
from tests.tree import ROOT

HASHED = ("kind", "subject", "base", "made_at", "utc_offset", "payload")


def examples() -> dict[str, dict[str, Any]]:
    """The JSON of the page on the sync protocol, by the name of a key that only one of them has."""
    text = (ROOT / "docs/sync-protocol.md").read_text("utf-8")
    found = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.S)]
    return {name: one for one in found for name in ("entries", "items", "outcomes", "member") if name in one}


def test_the_examples_of_the_sync_protocol_obey_its_schemas() -> None:
    shown = examples()
    assert set(shown) == {"entries", "items", "outcomes", "member"}
    sync_schema.check("kit", shown["entries"])
    sync_schema.check("batch", shown["items"])
    for item in shown["items"]["items"]:
        sync_schema.check("item", item)
        sync_schema.check(item["kind"], item["payload"])
    sync_schema.check("outcomes", shown["outcomes"])


def test_the_examples_carry_their_true_hashes() -> None:
    shown = examples()
    kit = shown["entries"]
    assert (kit["sha256"], kit["count"]) == (digest(kit["entries"]), len(kit["entries"]))
    assert [entry["hash"] for entry in kit["entries"]] == [digest(entry["data"]) for entry in kit["entries"]]
    for item in shown["items"]["items"]:
        assert item["sha256"] == digest({key: item[key] for key in HASHED})


def test_the_example_of_a_cause_is_word_for_word_what_a_phone_is_told() -> None:
    assert examples()["outcomes"]["outcomes"][0]["cause"] == causes.UNASSIGNED
