"""What is typed from paper means the same on the page and at the commune."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from gnbv.rules import typed
from gnbv.services.paper_answers import Reader
from tests import scoring_cases
from tests.node import node_executable

pytestmark = pytest.mark.parity
SCRIPT = Path(__file__).with_name("read_typed.mjs")
RANDOM_TEXTS = 3000
PIECES = (
    *"0123456789 /.-:,;+ aàâđêoưxXkKmM\t", "  ", "Kinh", "Mường", "mu", "khac", "Khác", "không", "05/10/1980", "05101980",
    "31/02/2000", "1980", "12:30", "7h05", "OK", "ok", "có", "1 3", "1,5", "ß", "²", "①", "٣", "\u0301",
)  # fmt: skip
KINDS: list[dict[str, Any]] = [
    {"type": "select1", "choices": "ethnic"}, {"type": "select1", "choices": "yes_no"}, {"type": "select", "choices": "asset"},
    {"type": "select", "choices": "benefit"}, {"type": "rank", "choices": "need"}, {"type": "int"}, {"type": "decimal"},
    {"type": "string"}, {"type": "date"}, {"type": "date", "appearance": ["year"]}, {"type": "date", "appearance": ["month-year"]},
    {"type": "time"}, {"type": "dateTime"}, {"type": "acknowledge"}, {"type": "select1"}, {"type": "geopoint"},
]  # fmt: skip
KNOWN = [
    ({"type": "select1", "choices": "ethnic"}, "2", "muong"),
    ({"type": "select1", "choices": "ethnic"}, "mu", "muong"),
    ({"type": "select1", "choices": "yes_no"}, "KHÔNG", "no"),
    ({"type": "select1", "choices": "yes_no"}, "9", "9"),
    ({"type": "select", "choices": "yes_no"}, "1 2 1", "yes no"),
    ({"type": "select", "choices": "yes_no"}, "co, khong", "yes no"),
    ({"type": "date"}, "5/3/1980", "1980-03-05"),
    ({"type": "date"}, "05031980", "1980-03-05"),
    ({"type": "date"}, "31/02/1980", "31/02/1980"),
    ({"type": "date"}, "1980", "1980"),
    ({"type": "date", "appearance": ["year"]}, "1980", "1980-01-01"),
    ({"type": "date", "appearance": ["month-year"]}, "3/1980", "1980-03-01"),
    ({"type": "decimal"}, "4,5", "4.5"),
    ({"type": "int"}, " 1 200 ", "1200"),
    ({"type": "acknowledge"}, "X", "OK"),
    ({"type": "time"}, "7h05", "07:05:00.000+07:00"),
    ({"type": "dateTime"}, "5/3/1980 7:05", "1980-03-05T07:05:00.000+07:00"),
    ({"type": "string"}, "  Lò Văn  An ", "Lò Văn  An"),
]


def choices(node: dict[str, Any]) -> list[tuple[str, str]]:
    return Reader(scoring_cases.sheet()).choices(node)


def on_the_page(jobs: list[dict[str, Any]]) -> list[list[str]]:
    done = subprocess.run(
        [node_executable(), "--no-warnings", str(SCRIPT)],
        input=json.dumps({"jobs": jobs}, ensure_ascii=False),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize(("node", "text", "answer"), KNOWN)
def test_it_reads_what_people_type(node: dict[str, Any], text: str, answer: str) -> None:
    assert typed.read(node, choices(node), text) == answer


def test_the_page_and_the_commune_read_the_same() -> None:
    draw = random.Random(20261023)
    jobs = [{"node": node, "choices": choices(node), "text": text} for node, text, _answer in KNOWN]
    for _time in range(RANDOM_TEXTS):
        node = draw.choice(KINDS)
        text = "".join(draw.choice(PIECES) for _piece in range(draw.randint(0, 5)))
        jobs.append({"node": node, "choices": choices(node), "text": text})
    here = []
    for job in jobs:
        answer = typed.read(job["node"], job["choices"], job["text"])
        here.append(
            [answer, typed.shown(job["node"], job["choices"], answer), typed.words(job["choices"], answer)]
        )
    there = on_the_page(jobs)
    different = [
        (job["node"], job["text"], ours, theirs)
        for job, ours, theirs in zip(jobs, here, there, strict=True)
        if ours != theirs
    ]
    assert different == []


def test_every_answer_of_the_sheet_comes_back_as_it_was() -> None:
    reader = Reader(scoring_cases.sheet())
    for case in scoring_cases.CASES:
        answers = scoring_cases.instance(case.get("set") or case.get("patch") or {}).answers()
        document = reader.typed_from(answers, [])
        again = reader.answers(document)
        assert _typed_part(reader, again) == _typed_part(reader, answers), case.get("name")


def _typed_part(reader: Reader, answers: dict[str, Any]) -> dict[str, str]:
    return reader.typed_from(answers, [])["fields"]
