"""Households made on a phone, as items: a part that split off, a home nobody knew, and the sheet of either."""

from __future__ import annotations

from typing import Any

from gnbv.ids import new_id
from gnbv.models import Round
from tests import phone
from tests.factories import Cast

PLACES = {
    "moved_village": {"intro.change_village": "Thôn 2"},
    "merged": {"intro.change_household": "Đỗ Thị Khác, Thôn 2"},
}


def household(cast: Cast, round_: Round, **more: Any) -> dict[str, Any]:
    """The son of ``household`` with a wife nobody has written down, in the same village."""
    son = str(cast.household.memberships[-1].person_id)
    payload = {
        "round": str(round_.id),
        "why": "split",
        "from": str(cast.household.id),
        "unit": str(cast.village.id),
        "place": "Cuối xóm",
        "on": "2026-10-01",
        "evidence": "Trưởng thôn xác nhận, có sổ riêng",
        "members": [{"person_id": son, "relation": "head"}, _wife()],
        "head": son,
    }
    return phone.item("household", more.pop("subject", new_id()), {**payload, **more})


def made(cast: Cast, round_: Round, **more: Any) -> dict[str, Any]:
    """A home that the register never knew."""
    head = {**_wife(), "relation": "head"}
    told = {"why": "unregistered", "from": None, "members": [head], "head": head["person_id"]}
    return household(cast, round_, **{**told, **more})


def sheet(cast: Cast, round_: Round, item: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The finished sheet of the household that ``item`` made."""
    return phone.survey(cast, round_, more.pop("patch", None), household=item["subject"], **more)


def _wife() -> dict[str, Any]:
    return {
        "person_id": str(new_id()),
        "relation": "spouse",
        "full_name": "Vi Thị Dâu",
        "sex": "female",
        "birth_year": "2001",
        "ethnicity": "kinh",
    }


def closing(cast: Cast, round_: Round, kind: str, **more: Any) -> dict[str, Any]:
    """A finished sheet that asks nothing further because of what became of the household."""
    patch = {
        "intro.household_change": kind,
        "intro.change_date": more.pop("on", "2026-09-01"),
        "intro.change_evidence": "Trưởng thôn xác nhận",
        **PLACES.get(kind, {}),
    }
    return phone.survey(cast, round_, patch, **more)
