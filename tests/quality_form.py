"""What the page of a round's checks would send as it stands, to change one thing of it."""

from __future__ import annotations

from typing import Any

from gnbv.models import Round
from gnbv.rules import quality, quality_bounds
from gnbv.services import quality_settings


def filled(round_: Round, **changes: Any) -> dict[str, Any]:
    """The form of the round; ``changes``: "code__name" for a threshold, ``off`` (codes), ``weight`` (code → text), and
    the fields of the hold rule."""
    held = quality_settings.hold(round_)
    sent: dict[str, Any] = {"version": quality_settings.version(round_), "on": []}
    for one in quality_settings.checks(round_, "vi"):
        if one.is_on and one.code not in changes.get("off", ()):
            sent["on"].append(one.code)
        sent[f"weight:{one.code}"] = changes.get("weight", {}).get(one.code, str(one.weight))
        for field in one.fields:
            sent[f"{one.code}:{field.bound.name}"] = f"{field.value:g}".replace(".", ",")
    sent |= {
        "hold_weight": str(held["weight"] or ""),
        "hold_share": f"{held['share']:g}",
        "hold_seed": held["seed"] or "",
    }
    for name, value in changes.items():
        code, _, setting = name.partition("__")
        if code in quality.RULES and quality_bounds.bounds_of(code):
            sent[f"{code}:{setting}"] = value
        elif name not in ("off", "weight"):
            sent[name] = value
    return sent
