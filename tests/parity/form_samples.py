"""Sheets that between them use what the form engine knows; random answers are played over them."""

from __future__ import annotations

from typing import Any

from tests.sheets import end, q

HOUSEHOLD = [
    q("today", "today", label=None),
    q("integer", "rooms", constraint=". > 0 and . < 20", required="yes"),
    q(
        "decimal",
        "area",
        constraint="regex(., '[0-9]+(\\.[0-9])?')",
        constraint_message="Diện tích ${area} chưa đúng",
    ),
    q("select_one province", "province", default="phu_tho"),
    q("select_one district", "district", choice_filter="province = ${province}"),
    q("select_multiple yn or_other", "marks"),
    q("calculate", "per_room", calculation="round(${area} div ${rooms}, 2)"),
    q("begin_group", "big", relevant="${area} > 50 or ${rooms} >= 5"),
    q("text", "why", required="${rooms} > 6", default="đông người"),
    q("begin_group", "inner", relevant="${why} != ''"),
    q("integer", "score", default="3"),
    end(),
    end(),
    q("calculate", "flag", calculation="${score} > 2"),
    q("text", "after", relevant="${flag}"),
    q("calculate", "label", calculation="concat(jr:choice-name(${district}, '${district}'), ' ', ${rooms})"),
    q("note", "told", label="Có ${rooms} phòng, ${label}"),
]
ROSTER = [
    q("integer", "count"),
    q("begin_repeat", "member"),
    q("text", "name"),
    q("integer", "age", constraint=". <= 120"),
    q("calculate", "place", calculation="position(..)"),
    q("calculate", "line", calculation="concat(${place}, '/', count(${member}), ' ', ${name})"),
    q(
        "calculate",
        "total",
        calculation="coalesce(indexed-repeat(${total}, ${member}, position(..) - 1), 0) + 1",
    ),
    q("begin_group", "adult", relevant="${age} >= 16"),
    q("select_one yn", "works", required="yes"),
    end(),
    q("begin_repeat", "trip", relevant="${works} = 'yes'"),
    q("date", "day", default="today()"),
    q("decimal", "cost"),
    end("repeat"),
    q("calculate", "spent", calculation="sum(${cost})"),
    end("repeat"),
    q("calculate", "adults", calculation="count(${member}[age >= 16])"),
    q("calculate", "names", calculation="join(', ', ${name})"),
    q("calculate", "oldest", calculation="max(${age})"),
    q("calculate", "spent_all", calculation="sum(${spent})"),
    q("select_one ${name}", "head"),
    q("begin_repeat", "plot", repeat_count="${count}"),
    q("text", "use", default="lúa"),
    q("integer", "size", relevant="${use} = 'lúa'"),
    end("repeat"),
    q("calculate", "land", calculation="sum(${size})"),
]
TRIGGERED = [
    q("integer", "a"),
    q("calculate", "twice", calculation="${a} * 2", trigger="${a}"),
    q("text", "kept", calculation="once(concat('x', ${a}))"),
    q("text", "note_of_day", trigger="${a}", calculation="format-date(today(), '%d/%m/%Y')"),
    q("dateTime", "at", calculation="date-time('2026-10-23') + 0.5"),
    q("date", "day", calculation="today() + ${a}"),
    q("integer", "cut", calculation="${a} div 2"),
    q("range", "part", parameters="start=0 end=1 step=0.1"),
    q("rank yn", "order"),
    q("geotrace", "path"),
    q("acknowledge", "ok", required="${a} > 2"),
]
SAMPLES: dict[str, list[dict[str, Any]]] = {"household": HOUSEHOLD, "roster": ROSTER, "triggered": TRIGGERED}
TEXTS: dict[str, list[str]] = {
    "int": ["", "0", "1", "3", "5", "7", "17", "44", "150", "x", "2.5"],
    "decimal": ["", "0.1", "0.5", "12.5", "51", "80", "y", "-3"],
    "select1": ["", "yes", "no", "phu_tho", "son_la", "lac_son", "quynh_nhai", "An"],
    "select": ["", "yes", "yes no", "other", "no other"],
    "rank": ["", "yes no", "no yes", "yes"],
    "date": ["", "2026-10-23", "2023-02-29", "1900-01-01"],
    "string": ["", "An", "Bùi Văn Ền", "lúa", "a b", "đông người"],
    "geotrace": ["", "1 1; 2 2", "1"],
    "acknowledge": ["", "OK"],
}
