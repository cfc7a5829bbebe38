"""Checks of the result: close to the line, two steps from last year, phone and server that differ."""

from __future__ import annotations

from gnbv.rules.quality_facts import Evidence, Facts, Peers, Settings, rule

STEPS = {"poor": 0, "near_poor": 1, "not_poor": 2}


@rule(
    "close_to_line",
    weight=1,
    vi="B1 là {points}, sát mốc {line}.",
    en="B1 is {points}, close to the line of {line}.",
    points=5,
)
def close_to_line(facts: Facts, _peers: Peers, settings: Settings) -> Evidence | None:
    """Points are compared under each standard; the closest is told."""
    near = [
        (abs(points - facts.b1_max[standard]), points, facts.b1_max[standard])
        for standard, points in facts.b1.items()
        if points is not None and standard in facts.b1_max
    ]
    if not near or min(near)[0] > settings["points"]:
        return None
    _, points, line = min(near)
    return {"points": points, "line": line}


@rule(
    "two_steps",
    weight=3,
    vi="Đổi hai bậc so với năm ngoái.",
    en="Two steps from last year's class.",
)
def two_steps(facts: Facts, _peers: Peers, _settings: Settings) -> Evidence | None:
    now, last = STEPS.get(facts.household_class or ""), STEPS.get(facts.last_class or "")
    if now is None or last is None or abs(now - last) < 2:
        return None
    return {"from": facts.last_class, "to": facts.household_class}


@rule(
    "differs",
    weight=3,
    vi="Điểm trên máy khác điểm xã tính lại.",
    en="The phone's score differs from the commune's.",
)
def differs(facts: Facts, _peers: Peers, _settings: Settings) -> Evidence | None:
    return {} if facts.differs else None


RULES = (close_to_line, two_steps, differs)
