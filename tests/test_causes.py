"""Every cause that a phone or the commune can give stands with words and one next step: no dead end in the outbox."""

from __future__ import annotations

import ast
import json
import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.tree import ROOT

SERVICES = ROOT / "gnbv/services"
OFFLINE = ROOT / "gnbv/static/js/offline"
CURES = ROOT / "gnbv/static/js/modules/outbox-cures.js"
ERRORS = ("Invalid", "Conflict", "NotFound", "NotPermitted", "TooLarge", "TooMany", "GnbvError", "_cause")
# Where what is handed in passes; what these import passes too, but for parts that only the office's own acts reach.
DOORS = ("sync", "attachments", "handover_photos", "handovers")
NOT_ON_THE_WAY = {"packs", "pack_sources", "quality", "sign_in", "passwords", "round_lists"}
# Where a record of the outbox gets its cause, or the line above it.
PHONE = (
    "attachments", "backoff", "batch-size", "connection", "db", "fetch-kit", "file-box", "handover", "items", "kit",
    "kit-apply", "outcomes", "sender", "sync", "vault",
)  # fmt: skip
# Said to the one who opens the store, or to a program; never beside a record.
ELSEWHERE = {
    "vault_exists",
    "wrong_pin",
    "no_vault",
    "wait",
    "delete",
    "refused",
    "conflict",
    "keep",
    "gone",
    "files",
}


def _imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("gnbv.services"):
            rest = (node.module or "").removeprefix("gnbv.services").lstrip(".")
            found |= {rest} if rest else {name.name for name in node.names}
    return found


def _modules() -> set[str]:
    seen: set[str] = set()
    wanted = list(DOORS)
    while wanted:
        name = wanted.pop()
        if name not in seen | NOT_ON_THE_WAY:
            seen.add(name)
            wanted += _imported(SERVICES / f"{name}.py")
    return seen


def _errors() -> dict[str, ast.Call]:
    found = {}
    for path in [*(SERVICES / f"{name}.py" for name in _modules()), ROOT / "gnbv/views/sync.py"]:
        for node in ast.walk(ast.parse(path.read_text())):
            is_error = (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS
            )
            if is_error and node.args and isinstance(node.args[0], ast.Constant):
                found[str(node.args[0].value)] = node
    return found


def server_codes() -> set[str]:
    """What an item or a photo can be answered with; the hand-over file's own refusals stand on the office's page."""
    codes = {code for code in _errors() if not code.startswith("handover_")}
    return codes | {"not_found", "not_permitted"}


def phone_codes() -> set[str]:
    found: set[str] = set()
    for name in PHONE:
        path = OFFLINE / f"{name}.js"
        if path.exists():
            text = path.read_text()
            found |= set(re.findall(r"problem\('([a-z_]+)'", text))
            found |= set(re.findall(r"(?:cause|code|\?|:|return)\s*:?\s*'([a-z_]+)'(?=[,;})\s])", text)) & {
                "network", "timeout", "captive", "server", "busy", "waiting", "other_tab", "sign_in", "too_big",
                "rejected", "unexpected",
            }  # fmt: skip
    return found - ELSEWHERE


def cures() -> dict[str, str]:
    steps = re.findall(r"^  (\w+): '([^']+)',$", CURES.read_text(), re.M)
    return {code: step for step, codes in steps for code in codes.split()}


@pytest.fixture
def words(client: FlaskClient) -> dict[str, str]:
    blocks = re.findall(
        r'<script type="application/json" class="words">(.*?)</script>', client.get("/app").text, re.S
    )
    return {key: text for block in blocks for key, text in json.loads(unescape(block)).items()}


def test_it_finds_the_codes_of_both_sides() -> None:
    assert {
        "rival_survey",
        "comments_open",
        "unknown_key",
        "file_hash",
        "late",
        "malformed",
    } <= server_codes()
    assert {"network", "timeout", "captive", "sign_in", "quota", "busy", "server", "too_big"} <= phone_codes()
    assert len(server_codes()) > 30


def test_it_has_a_next_step_for_every_cause() -> None:
    missing = (server_codes() | phone_codes()) - cures().keys()
    assert missing == set()


def test_it_has_words_for_every_cause_of_the_phone(words: dict[str, str]) -> None:
    silent = {code for code in phone_codes() if not {f"sync.{code}", f"error.{code}"} & words.keys()}
    assert silent == set()


def test_it_has_a_button_for_every_step(words: dict[str, str]) -> None:
    steps = set(cures().values()) - {"wait"}
    assert {f"cure.{step}" for step in steps} <= words.keys()


def test_it_hears_words_in_both_languages_from_the_commune() -> None:
    """An error that says nothing could not be shown beside a record."""
    silent = [code for code, call in _errors().items() if len(call.args) + len(call.keywords) < 3]
    assert silent == []
