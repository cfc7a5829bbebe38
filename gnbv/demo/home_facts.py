"""Last year's facts of a home, in the names and values of the review sheet."""

from __future__ import annotations

from random import Random
from typing import Any

from gnbv.demo.drafts import HouseholdDraft

B1_STEP = 5


def fill(rng: Random, home: HouseholdDraft) -> None:
    """Give the home facts so that exactly its marks show (indicators 7–10 and 12)."""
    home.facts = {**_house(rng, home), **_utilities(rng, home), **_belongings(rng, home), **_land(rng, home)}
    home.facts["b1_source"] = "total"
    home.facts["b1_total"] = str(_b1(rng, home.kind))


def _b1(rng: Random, kind: str) -> int:
    """Points of the paper sheet, in steps of five; at most 140 for those recognised poor or near-poor."""
    low, high = (70, 140) if kind in ("poor", "near_poor") else (145, 190)
    return rng.randrange(low, high + 1, B1_STEP)


def _house(rng: Random, home: HouseholdDraft) -> dict[str, Any]:
    members = len(home.persons)
    if 7 in home.marks:
        walls, columns, roof = "brick", "poor_wood", rng.choice(["sheet", "leaf"])
    else:
        walls, columns, roof = (
            "brick",
            rng.choice(["brick", "concrete"]),
            rng.choice(["tile", "tile", "sheet"]),
        )
    area = (
        members * 7 - rng.randint(0, 3) if 8 in home.marks else max(32, members * 9) + rng.randrange(0, 36, 2)
    )
    return {
        "dwelling": "own",
        "walls": walls,
        "columns": columns,
        "roof": roof,
        "floor_area": str(area),
        "repairs": rng.choices(["no", "self", "unity"], [8, 2, 1])[0],
    }


def _utilities(rng: Random, home: HouseholdDraft) -> dict[str, Any]:
    return {
        "electricity": "grid",
        "electricity_kwh": str(
            rng.randrange(25, 60, 5) if home.kind == "poor" else rng.randrange(50, 160, 5)
        ),
        "water": "unprotected"
        if 9 in home.marks
        else rng.choices(["drilled", "protected_well", "rain"], [5, 3, 1])[0],
        "latrine": rng.choice(["pit", "bridge"]) if 10 in home.marks else rng.choice(["septic", "two_vault"]),
        "waste": rng.choices(["collected", "bury_burn"], [3, 1])[0],
    }


def _belongings(rng: Random, home: HouseholdDraft) -> dict[str, Any]:
    if 12 in home.marks:
        return {"shared_devices": "none", "personal_devices": "none", "signal": "weak", "assets": "none"}
    connected = 11 not in home.marks
    assets = ["colour_tv"] if home.kind == "poor" else ["motorbike", "fridge", "colour_tv"]
    if home.kind == "poor" and home.head.age < 65:
        assets.insert(0, "motorbike")
    return {
        "shared_devices": "tv phone" if home.kind != "poor" or rng.random() < 0.7 else "tv",
        "personal_devices": "smartphone" if connected else "none",
        "signal": rng.choices(["good", "weak"], [4, 1])[0],
        "assets": " ".join(assets),
    }


def _land(rng: Random, home: HouseholdDraft) -> dict[str, Any]:
    elderly = home.head.age >= 69
    sources = {"poor": "benefit" if elderly else "labour", "near_poor": "crops"}
    return {
        "land_garden": f"{rng.randint(1, 6) / 10:.1f}",
        "land_annual": "0" if elderly and home.kind == "poor" else str(rng.randint(1, 5)),
        "land_perennial": "0",
        "land_water": "0",
        "cattle": str(0 if elderly else rng.choices([0, 1, 2], [6, 3, 1])[0]),
        "pigs": str(0 if elderly else rng.choices([0, 2, 4], [6, 3, 1])[0]),
        "poultry": str(rng.choice([0, 5, 8, 10, 15, 20])),
        "income_source": sources.get(home.kind, "salary"),
        "income_band": "rural_low" if home.kind in sources else "rural_mid",
        "support_received": "insurance electricity" if home.kind == "poor" else "insurance",
    }
