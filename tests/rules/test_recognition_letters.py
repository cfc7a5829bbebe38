"""A letter to a refused household that is printed before the signature says that it is none yet."""

from __future__ import annotations

from gnbv.rules import recognition_papers
from gnbv.rules.recognition_papers import UNSIGNED


def marks(number: str) -> list[str]:
    row = {
        "head": "Lò Văn An", "number": 7, "village": "Thôn 1", "asked": "xét hộ nghèo", "petition": "", "after": "Không nghèo",
        "reason": "Thu nhập trên chuẩn.",
    }  # fmt: skip
    facts = {
        "lists": {"refused": [row]}, "illustrative": False, "commune": "Xã Gần", "round": "rà soát năm 2026", "year": 2026,
        "standard": "Chuẩn", "decision": {"number": number, "on": "", "post": "", "signer": ""}, "unconfirmed": False,
    }  # fmt: skip
    return [one["text"] for one in recognition_papers.letters(facts) if one["kind"] == "mark"]


def test_before_the_signature_it_is_a_draft_and_afterwards_a_letter() -> None:
    assert marks("") == [UNSIGNED]
    assert marks("88/QĐ-UBND") == []
