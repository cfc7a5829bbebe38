"""A sheet of paper as the office's page sends it."""

from __future__ import annotations

import io
import re
from typing import Any
from uuid import uuid4, uuid5

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gnbv.models import Household, Round, User
from gnbv.services.paper_answers import Reader
from tests import scoring_cases

JPEG = b"\xff\xd8\xff\xe0" + b"a page of paper" * 40
PDF = b"%PDF-1.4\n" + b"a page of paper" * 40
ON = "05/10/2026"


def address(round_: Round, home: Household, act: str = "") -> str:
    return f"/paper/{round_.id}/{home.id}" + (f"/{act}" if act else "")


def form(
    round_: Round, home: Household, collector: User, patch: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    """The whole page filled in, as a browser without scripts sends it: the register's people first, in their rows, then
    those whom the paper adds. ``patch`` changes the answers, ``more`` single fields."""
    answers = scoring_cases.changed({"intro.mode": "paper", **(patch or {})})
    rows = [str(uuid5(round_.id, str(row.person_id))) for row in home.memberships]
    for place, member in enumerate(answers["people"]["member"]):
        if place < len(rows):
            member["_id"] = rows[place]
        else:
            member["joined"] = "moved_in"
    document = Reader(scoring_cases.sheet()).typed_from(answers, [])
    known = {node["key"] for node in scoring_cases.sheet()["nodes"] if node["kind"] == "question"}
    fields = {f"f:{ref}": text for ref, text in document["fields"].items() if ref.partition("@")[0] in known}
    listed = {f"row:{key}": ids for key, ids in document["rows"].items()}
    about = {"paper:on": ON, "paper:collector": str(collector.id)}
    return {"turn": str(uuid4()), "seen": "0", "act": "send", **about, **listed, **fields, **more}


def attach(
    client: FlaskClient, round_: Round, home: Household, sent: dict[str, Any], content: bytes = JPEG
) -> TestResponse:
    page = {name: sent[name] for name in ("turn", "seen")}
    return client.post(
        address(round_, home, "scans"), data={**page, "scan": (io.BytesIO(content), "scan.jpg")}
    )


def hand_in(client: FlaskClient, round_: Round, home: Household, sent: dict[str, Any]) -> TestResponse:
    return client.post(address(round_, home, "submission"), data=sent)


def handed_in(
    client: FlaskClient, round_: Round, home: Household, collector: User, **more: Any
) -> dict[str, Any]:
    """Scan and sheet, taken by the commune."""
    sent = form(round_, home, collector, **more)
    assert attach(client, round_, home, sent).status_code == 303
    answer = hand_in(client, round_, home, sent)
    assert answer.status_code == 303, faults(answer)
    return sent


def faults(answer: TestResponse) -> list[str]:
    """What the page says against handing in."""
    found = re.search(r'<ul class="paper-faults">(.*?)</ul>', answer.text, re.S)
    return re.findall(r"<li>(.*?)</li>", found[1]) if found else [answer.text[-300:]]
