"""Checks of a survey's quality: each looks at facts that were gathered before and says, with its evidence, why a
person should look. A flag decides nothing and names no culprit.

Pure: what a check needs of other surveys comes in ``Peers``. Every check has settings, which a round may change, and
one sentence in both languages. The ideas are those of the field's survey management (paradata, back checks,
interviewer effects); no threshold has a legal source: they are defaults that a commune changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gnbv.rules import quality_answers, quality_pace, quality_people, quality_place, quality_result
from gnbv.rules.quality_answers import THINGS
from gnbv.rules.quality_facts import Evidence, Facts, Flag, Peers, Rule, Settings

RULES: dict[str, Rule] = {
    one.code: one
    for one in (
        *quality_pace.RULES,
        *quality_place.RULES,
        *quality_answers.RULES,
        *quality_people.RULES,
        *quality_result.RULES,
    )
}


def check(facts: Facts, peers: Peers, settings: Mapping[str, Settings] | None = None) -> list[Flag]:
    """All flags of a revision, heaviest first. ``settings``: a round's own, by code; ``{"on": False}`` switches one off.

    A closing outcome (moved, nobody left …) has no answers to look at: only clock, photos and position are checked.
    """
    own = settings or {}
    flags = []
    for code, one in RULES.items():
        merged = {"on": True, **one.settings, **own.get(code, {})}
        if not merged["on"]:
            continue
        evidence = one.check(facts, peers, merged)
        if evidence is not None:
            flags.append(Flag(code, int(merged.get("weight", one.weight)), evidence))
    return sorted(flags, key=lambda flag: (-flag.weight, flag.code))


def sentence(code: str, evidence: Evidence, locale: str) -> str:
    """The words of a flag. A code that is no longer known is shown as it is stored."""
    found = RULES.get(code)
    if found is None:
        return code
    words = found.en if locale == "en" else found.vi
    return words.format_map(_Shown(_named(evidence, locale)))


def _named(evidence: Evidence, locale: str) -> Evidence:
    """``things`` are kept as the sheet's choices and told in words."""
    if "things" not in evidence:
        return evidence
    side = 1 if locale == "en" else 0
    return {**evidence, "things": [THINGS[one][side] if one in THINGS else one for one in evidence["things"]]}


class _Shown(dict[str, Any]):
    def __init__(self, evidence: Evidence) -> None:
        super().__init__({name: _text(value) for name, value in evidence.items()})

    def __missing__(self, name: str) -> str:
        return "…"


def _text(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(str(one) for one in value)
    return str(value)
