"""What a version of a sheet holds, in numbers and names, and answers to try it with."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import FormVersion, Pack
from gnbv.rules.form import Instance
from gnbv.rules.packs import PackRefused
from gnbv.services import form_pages, packs

ASKED = "question"
MOST_TRIES = 4000
MEMBERS = 2


@dataclass(frozen=True)
class Facts:
    sections: dict[str, str]
    questions: int
    languages: list[str]


def facts(compiled: dict[str, Any], locale: str) -> Facts:
    """``locale``: of the names of sections."""
    questions = sum(node["kind"] == ASKED for node in compiled["nodes"])
    return Facts(form_pages.titles(compiled, locale), questions, compiled["languages"])


def standards(session: Session, row: FormVersion) -> dict[str, dict[str, Any]]:
    """The packs in use that this version can feed, compiled for it: a preview shows their result, too."""
    found = {}
    used = select(Pack.key).where(Pack.tenant == row.tenant, Pack.used_from.is_not(None)).distinct()
    for key in session.scalars(used.order_by(Pack.key)):
        pack = packs.get(session, row.tenant, key)
        if pack.data["form"] == row.compiled["form"]:
            with suppress(PackRefused):
                found[key] = packs.compiled(session, pack, row.compiled)
    return found


def sample_answers(compiled: dict[str, Any], today: date) -> dict[str, Any]:
    """Answers that fit the form, for a preview: the first choice, a number that is allowed, names that nobody has.

    Questions for which nothing simple fits stay open, as they would in a village.
    """
    instance = Instance(compiled, {}, today=today)
    tries = 0
    for node in compiled["nodes"]:
        if node["kind"] == "repeat" and node["repeat"] < 0 and "repeat_count" not in node:
            while len(instance.instances(node["key"])) < MEMBERS and tries < MOST_TRIES:
                tries += 1
                instance.add(node["key"])
    for node in compiled["nodes"]:
        if node["kind"] not in (ASKED, "hidden") or "calculate" in node or node["type"] == "binary":
            continue
        for number, ref in enumerate(_refs(instance, node), 1):
            element = instance.element(ref)
            if not element.on or element.v:
                continue
            for value in _candidates(instance, node, element, number, today):
                tries += 1
                instance.set(ref, value)
                if not instance.fault(element):
                    break
            else:
                instance.set(ref, "")
            if tries > MOST_TRIES:
                return instance.answers()
    return instance.answers()


def _refs(instance: Instance, node: dict[str, Any]) -> list[str]:
    if node["repeat"] < 0:
        return [node["key"]]
    repeat = instance.nodes[node["repeat"]]
    return [f"{node['key']}@{one}" for one in instance.instances(repeat["key"])]


def _candidates(
    instance: Instance, node: dict[str, Any], element: Any, number: int, today: date
) -> list[str]:
    kind = node["type"]
    if kind in ("select1", "select", "rank"):
        offered = instance.offered(element) or []
        return [" ".join(offered)] if kind == "rank" else offered[:3]
    if kind in ("int", "decimal"):
        return [str(number), "36", "1", "2", "3", "10", "100", "1980", "0"]
    if kind == "acknowledge":
        return ["OK"]
    if kind == "date":
        return [today.replace(year=today.year - 30, day=1).isoformat(), today.isoformat()]
    if kind == "string" and node["kind"] == ASKED:
        return [f"Mẫu {number}", "000000000000", "0000000000"]
    return []
