"""One mark of the twelve: deprived, not, or unknown, derived from the answers and explained by them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gnbv.rules.scoring_words import Sheet, Text, sentence

Person = tuple[str, str, str]
Outcome = tuple[str, list[Text], list[str]]


def people_of(sheet: Sheet, pack: Mapping[str, Any]) -> list[Person]:
    """(instance id, ref to evaluate at, name) of everybody who counts as a member."""
    member = pack["member"]
    found = []
    for instance in sheet.instances(member["repeat"]):
        ref = f"{member['at']}@{instance}"
        if sheet.evaluate(member["is_member"], ref):
            found.append((instance, ref, sheet.value(ref)))
    return found


def mark_of(
    sheet: Sheet, pack: Mapping[str, Any], indicator: Mapping[str, Any], people: list[Person] | None
) -> dict[str, Any]:
    texts = pack["texts"]
    members: list[str]
    if people is None:
        state, because, members = "unknown", [sentence(sheet, texts["not_ready"], {})], []
    elif indicator["per"] == "household":
        state, because, members = _household_mark(sheet, indicator)
    elif indicator["per"] == "tally":
        state, because, members = _tally_mark(sheet, indicator, people)
    else:
        state, because, members = _member_mark(sheet, indicator, people)
    mark = {
        "no": indicator["no"],
        "code": indicator["code"],
        "state": state,
        "derived": state,
        "override": None,
        "because": because,
        "members": members,
    }
    given = sheet.value(indicator["override"]) if indicator["override"] else ""
    reason = sheet.value(f"{indicator['override']}_reason").strip() if given in ("deprived", "not") else ""
    if reason:
        mark["state"] = given
        mark["override"] = {"reason": reason}
        mark["because"] = [sentence(sheet, texts["override"], {"reason": reason}), *because]
    return mark


def _household_mark(sheet: Sheet, indicator: Mapping[str, Any]) -> Outcome:
    state = "not"
    if sheet.evaluate(indicator["deprived"]):
        state = "deprived"
    elif sheet.evaluate(indicator["unknown"]):
        state = "unknown"
    return state, [sentence(sheet, indicator["because"][state], {})], []


def _member_mark(sheet: Sheet, indicator: Mapping[str, Any], people: list[Person]) -> Outcome:
    """One deprived member is enough; nobody deprived but somebody unclear is ``unknown``."""
    concerned = [person for person in people if sheet.evaluate(indicator["applies"], person[1])]
    deprived = [person for person in concerned if sheet.evaluate(indicator["deprived"], person[1])]
    state, those = "deprived", deprived
    if not deprived:
        those = [person for person in concerned if sheet.evaluate(indicator["unknown"], person[1])]
        state = "unknown" if those else "not"
    words = indicator["because"][state]
    because = [sentence(sheet, words, {}, ref) for _, ref, _ in those] or [sentence(sheet, words, {})]
    return state, because, [instance for instance, _, _ in those]


def _tally_mark(sheet: Sheet, indicator: Mapping[str, Any], people: list[Person]) -> Outcome:
    """Counts members; unclear ones are counted both ways, and only where both agree is the mark known."""
    concerned = [person for person in people if sheet.evaluate(indicator["applies"], person[1])]
    counted = [person for person in concerned if sheet.evaluate(indicator["counts"], person[1])]
    unclear = [p for p in concerned if p not in counted and sheet.evaluate(indicator["unknown"], p[1])]
    rule, total = indicator["deprived_when"], len(concerned)
    outcomes = {_tally_holds(rule, count, total) for count in (len(counted), len(counted) + len(unclear))}
    state = "unknown" if len(outcomes) > 1 else "deprived" if True in outcomes else "not"
    those = unclear if state == "unknown" else counted
    values = {
        "counted": str(len(counted)),
        "total": str(total),
        "names": ", ".join(name for _, _, name in counted),
        "unknown_names": ", ".join(name for _, _, name in unclear),
    }
    return (
        state,
        [sentence(sheet, indicator["because"][state], values)],
        [instance for instance, _, _ in those],
    )


def _tally_holds(rule: Mapping[str, Any], count: int, total: int) -> bool:
    if "none" in rule:
        return count == 0
    return bool(count * 100 > rule["more_than_percent"] * total)
