"""Ids of repeat instances: comments, photos and flags point to a member by it, so no instance stays without one."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid5

INSTANCE_ID = re.compile(r"[0-9A-Za-z-]{1,59}", re.ASCII)  # what a ref (key@id) takes


def require(group: dict[str, Any]) -> None:
    """Two instances of a repeat never share an id, and each fits where it is written down. Raises ``ValueError``."""
    for name, value in group.items():
        instances = _instances(value)
        ids = [one["_id"] for one in instances if "_id" in one]
        if not all(isinstance(id_, str) and INSTANCE_ID.fullmatch(id_) for id_ in ids):
            raise ValueError(f"{name}: an _id that is none")
        if len(set(ids)) < len(ids):
            raise ValueError(f"{name}: one _id twice")
        for inner in [value] if isinstance(value, dict) else instances:
            require(inner)


def given(answers: dict[str, Any], revision: UUID) -> dict[str, Any]:
    """The answers with an id in every instance; our phones give their own, other programs may leave it to us.

    An id made here is the same at every repeat of ``revision``. A correction by such a program should name the ids
    that the kit hands out, or its members count as new ones. What came is not changed; the same object comes back
    when nothing is missing.
    """
    return _filled(answers, revision, "") if _is_missing(answers) else answers


def _instances(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _is_missing(group: dict[str, Any]) -> bool:
    for value in group.values():
        instances = _instances(value)
        if any("_id" not in one for one in instances):
            return True
        if any(_is_missing(inner) for inner in ([value] if isinstance(value, dict) else instances)):
            return True
    return False


def _filled(group: dict[str, Any], revision: UUID, path: str) -> dict[str, Any]:
    made = dict(group)
    for name, value in group.items():
        place = f"{path}/{name}"
        if isinstance(value, dict):
            made[name] = _filled(value, revision, place)
        elif isinstance(value, list):
            made[name] = [
                {"_id": str(uuid5(revision, f"{place}[{at}]")), **_filled(one, revision, f"{place}[{at}]")}
                if isinstance(one, dict)
                else one
                for at, one in enumerate(value)
            ]
    return made
