"""Checks of time: too fast, at night, a clock that was set, answers changed after the score was seen."""

from __future__ import annotations

from datetime import timedelta
from statistics import median

from gnbv.rules.quality_facts import Evidence, Facts, Peers, Settings, rule


@rule(
    "fast_survey",
    weight=3,
    vi="Cả phiếu chỉ mất {minutes} phút (thường ít nhất {least} phút).",
    en="The whole sheet took only {minutes} minutes (usually at least {least}).",
    minutes=8,
    minutes_per_member=1,
)
def fast_survey(facts: Facts, _peers: Peers, settings: Settings) -> Evidence | None:
    if facts.closing or facts.started is None or facts.finished is None or facts.finished < facts.started:
        return None
    least = settings["minutes"] + settings["minutes_per_member"] * len(facts.members)
    minutes = (facts.finished - facts.started).total_seconds() / 60
    return None if minutes >= least else {"minutes": int(minutes), "least": least}


@rule(
    "fast_questions",
    weight=2,
    vi="{fast} câu trả lời trong {seconds} giây.",
    en="{fast} answers in {seconds} seconds.",
    seconds=1.5,
    share=0.4,
    answers=10,
)
def fast_questions(facts: Facts, _peers: Peers, settings: Settings) -> Evidence | None:
    """Many answers that came quicker than they can be read out. The first answer has no time before it."""
    times = [seconds for _, seconds in facts.pace[1:] if seconds >= 0]
    fast = [seconds for seconds in times if seconds < settings["seconds"]]
    if len(fast) < settings["answers"] or len(fast) < settings["share"] * len(times):
        return None
    return {
        "fast": len(fast),
        "of": len(times),
        "seconds": round(sum(fast)),
        "median": round(median(times), 1),
    }


@rule(
    "at_night",
    weight=1,
    vi="Làm lúc {hour} giờ đêm.",
    en="Done at {hour} o'clock at night.",
    first=21,
    last=5,
)
def at_night(facts: Facts, _peers: Peers, settings: Settings) -> Evidence | None:
    at = facts.started or facts.finished
    if at is None:
        return None
    # What the phone's clock said, put right by what the server knows of it.
    try:
        right = at - timedelta(seconds=facts.skew_seconds or 0) + timedelta(minutes=facts.utc_offset)
    except OverflowError:  # a clock at the end of the calendar tells no hour
        return None
    is_night = right.hour >= settings["first"] or right.hour < settings["last"]
    return {"hour": right.hour} if is_night else None


@rule(
    "clock",
    weight=2,
    vi="Đồng hồ máy lệch {minutes} phút, bị chỉnh {jumps} lần.",
    en="The phone's clock was {minutes} minutes off and was set {jumps} times.",
    minutes=30,
)
def clock(facts: Facts, _peers: Peers, settings: Settings) -> Evidence | None:
    minutes = abs(facts.skew_seconds or 0) // 60
    backwards = facts.started is not None and facts.finished is not None and facts.finished < facts.started
    # An end before its beginning: the clock was set back, whether the phone saw it or not.
    jumps = max(facts.clock_jumps, int(backwards))
    if minutes < settings["minutes"] and not jumps:
        return None
    return {"minutes": minutes, "jumps": jumps, "backwards": backwards}


@rule(
    "changed_after_score",
    weight=3,
    vi="Sửa {count} câu sau khi thấy điểm.",
    en="{count} answers were changed after the score was seen.",
    answers=1,
)
def changed_after_score(facts: Facts, _peers: Peers, settings: Settings) -> Evidence | None:
    refs = list(dict.fromkeys(facts.changed_after_score))
    return {"count": len(refs), "refs": refs} if len(refs) >= settings["answers"] else None


RULES = (fast_survey, fast_questions, at_night, clock, changed_after_score)
