"""Every check of quality has a sheet that raises it and one that just does not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gnbv.rules import quality
from gnbv.rules.quality_facts import Facts, Known, Peers, Pick, Position

START = datetime(2026, 10, 23, 2, 0, tzinfo=UTC)  # nine in the morning in Viet Nam
HOME = Position(19.9, 105.6, 5)
CALM = Facts(
    day=date(2026, 10, 23),
    values={"mode": "home", "consent_location": "yes", "electricity": "grid", "assets": "motorbike"},
    members=(
        {"person_id": "p1", "relation": "head", "age": "43", "stays": "home"},
        {"person_id": "p2", "relation": "child", "age": "9", "at_school": "primary", "stays": "home"},
    ),
    started=START,
    finished=START + timedelta(minutes=31),
    pace=tuple((f"q{number}", 6.0) for number in range(40)),
    position=HOME,
    home=HOME,
    b1={"vn-2022-2025": 100},
    b1_max={"vn-2022-2025": 140},
    household_class="near_poor",
    last_class="poor",
    last_members=(Known("p1", "Lò Văn Ánh"), Known("p2", "Lò Thị Mai")),
)
NOBODY = Peers()
OTHER = Known("p9", "Lò Văn Ánh", "1983", "male", "021")


def picks(*places: int, of: int = 5) -> tuple[Pick, ...]:
    return tuple(Pick(f"q{number}", place, of) for number, place in enumerate(places))


def pace(fast: int, slow: int) -> tuple[tuple[str, float], ...]:
    times = [0.0, *[0.5] * fast, *[9.0] * slow]
    return tuple((f"q{number}", seconds) for number, seconds in enumerate(times))


def north(metres: float) -> Position:
    return Position(HOME.lat + metres / 111_195, HOME.lon, 5)


# code, what raises it, what just does not; facts of the sheet and of its peers.
CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (
        "fast_survey",
        {"finished": START + timedelta(minutes=9)},
        {"finished": START + timedelta(minutes=10)},
    ),
    ("fast_questions", {"pace": pace(10, 15)}, {"pace": pace(9, 9)}),
    ("at_night", {"started": START + timedelta(hours=12)}, {"started": START + timedelta(hours=11, minutes=59)}),
    ("clock", {"skew_seconds": -1800}, {"skew_seconds": 1799}),
    ("changed_after_score", {"changed_after_score": ("walls",)}, {"changed_after_score": ()}),
    ("far", {"position": north(312)}, {"position": north(309)}),
    ("no_position", {"position": None}, {"position": None, "position_refused": True}),
    ("one_spot", {"nearby": (("012", 3.0), ("013", 15.0))}, {"nearby": (("012", 3.0), ("013", 15.1))}),
    ("straight_line", {"picks": picks(*[2] * 12)}, {"picks": picks(*[2] * 11, 3, *[2] * 11)}),
    ("same_answers", {"twins": (("012", 0.97),)}, {"twins": (("012", 0.969),)}),
    ("photo_again", {"photos": (("house_photo", "a1"),), "photo_homes": {"a1": ["012"]}},
     {"photos": (("house_photo", "a2"),), "photo_homes": {"a1": ["012"]}}),
    ("young_head", {"members": ({"relation": "head", "age": "14", "person_id": "p1"}, {"person_id": "p2"})},
     {"members": ({"relation": "head", "age": "15", "person_id": "p1"}, {"person_id": "p2"})}),
    ("pupils", {"members": ({"person_id": "p1", "age": "20", "at_school": "primary"}, {"person_id": "p2"})},
     {"members": ({"person_id": "p1", "age": "20", "at_school": "continuing"}, {"person_id": "p2"})}),
    ("car_no_power", {"values": {"electricity": "none", "assets": "car"}},
     {"values": {"electricity": "none", "assets": "motorbike"}}),
    ("members_gone", {"members": ({"person_id": "p1"},)}, {"members": ({"person_id": "p1"}, {"person_id": "p2", "stays": "moved_out"})}),
    ("citizen_twice", {"same_citizen": (("Lò Văn Ánh", OTHER),)}, {}),
    ("person_twice", {"same_person": (("Lò Văn Ánh", OTHER),)},
     {"same_person": (("Lò Văn Ánh", OTHER),), "same_citizen": (("Lò Văn Ánh", OTHER),)}),
    ("close_to_line", {"b1": {"vn-2022-2025": 145}}, {"b1": {"vn-2022-2025": 146}}),
    ("two_steps", {"household_class": "not_poor"}, {"last_class": "near_poor", "household_class": "not_poor"}),
    ("differs", {"differs": True}, {}),
]  # fmt: skip


def codes(change: dict[str, Any], settings: dict[str, Any] | None = None) -> set[str]:
    of_peers = {name: change[name] for name in change if name in Peers.__dataclass_fields__}
    of_facts = {name: change[name] for name in change if name in Facts.__dataclass_fields__}
    flags = quality.check(replace(CALM, **of_facts), replace(NOBODY, **of_peers), settings)
    return {flag.code for flag in flags}


def test_it_has_a_case_for_every_check() -> None:
    assert [code for code, _, _ in CASES] == list(quality.RULES)


def test_it_raises_nothing_on_a_calm_sheet() -> None:
    assert quality.check(CALM, NOBODY) == []


@pytest.mark.parametrize(("code", "raising", "_missing"), CASES, ids=[case[0] for case in CASES])
def test_it_raises_what_is_meant(code: str, raising: dict[str, Any], _missing: dict[str, Any]) -> None:
    assert code in codes(raising)


@pytest.mark.parametrize(("code", "_raising", "missing"), CASES, ids=[case[0] for case in CASES])
def test_it_lets_a_near_miss_pass(code: str, _raising: dict[str, Any], missing: dict[str, Any]) -> None:
    assert code not in codes(missing)


@pytest.mark.parametrize(("code", "raising", "_missing"), CASES, ids=[case[0] for case in CASES])
def test_it_can_be_switched_off(code: str, raising: dict[str, Any], _missing: dict[str, Any]) -> None:
    assert code not in codes(raising, {code: {"on": False}})


@pytest.mark.parametrize(("code", "raising", "_missing"), CASES, ids=[case[0] for case in CASES])
def test_it_says_each_flag_in_a_whole_sentence(
    code: str, raising: dict[str, Any], _missing: dict[str, Any]
) -> None:
    of_facts = {name: raising[name] for name in raising if name in Facts.__dataclass_fields__}
    of_peers = {name: raising[name] for name in raising if name in Peers.__dataclass_fields__}
    flags = quality.check(replace(CALM, **of_facts), replace(NOBODY, **of_peers))
    flag = next(one for one in flags if one.code == code)
    for locale in ("vi", "en"):
        words = quality.sentence(flag.code, flag.evidence, locale)
        assert words.endswith(".")
        assert "{" not in words
        assert "…" not in words


def test_it_takes_the_settings_of_the_round() -> None:
    assert "fast_survey" in codes({}, {"fast_survey": {"minutes": 60}})
    assert "far" not in codes({"position": north(312)}, {"far": {"metres": 1000}})


def test_it_puts_the_heaviest_first() -> None:
    flags = quality.check(replace(CALM, differs=True, b1={"vn-2022-2025": 140}), NOBODY)
    assert [flag.code for flag in flags] == ["differs", "close_to_line"]


def test_it_asks_nothing_of_answers_that_a_closed_sheet_does_not_have() -> None:
    gone = replace(CALM, closing=True, members=(), finished=START + timedelta(minutes=1), position=None)
    assert quality.check(gone, NOBODY) == []


def test_it_judges_the_night_by_the_right_clock() -> None:
    # The phone said midnight in Viet Nam and was fifteen hours ahead.
    ahead = replace(
        CALM,
        started=START + timedelta(hours=15),
        finished=START + timedelta(hours=16),
        skew_seconds=15 * 3600,
    )
    assert "at_night" not in {flag.code for flag in quality.check(ahead, NOBODY)}


@pytest.mark.parametrize(
    ("at", "ahead"),
    [(datetime.max.replace(tzinfo=UTC), 0), (datetime.min.replace(tzinfo=UTC), 86_400 * 30), (datetime.max.replace(tzinfo=UTC), -5)],
)  # fmt: skip
def test_a_clock_at_the_end_of_the_calendar_tells_no_night(at: datetime, ahead: int) -> None:
    strange = replace(CALM, started=at, finished=at, skew_seconds=ahead)
    assert "at_night" not in {flag.code for flag in quality.check(strange, NOBODY)}


def test_it_knows_no_house_far_away_by_telephone() -> None:
    assert "far" not in codes({"position": north(5000), "values": {"mode": "phone"}})


def test_it_shows_a_code_of_yesterday_as_it_is() -> None:
    assert quality.sentence("retired", {}, "vi") == "retired"


text = st.text(max_size=8)
numbers = st.one_of(text, st.integers(0, 120).map(str))
moments = st.one_of(
    st.none(), st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
)
positions = st.one_of(
    st.none(),
    st.builds(Position, st.floats(-90, 90), st.floats(-180, 180), st.one_of(st.none(), st.floats(0, 500))),
)
member = st.fixed_dictionaries({}, optional={
    "person_id": text, "relation": st.sampled_from(["head", "child", ""]), "age": numbers,
    "at_school": st.sampled_from(["no", "primary", "continuing", ""]), "stays": st.sampled_from(["home", "died", "", "odd"]),
})  # fmt: skip
facts = st.builds(
    Facts,
    day=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    values=st.dictionaries(st.sampled_from(["mode", "consent_location", "electricity", "assets"]), text),
    members=st.lists(member, max_size=6),
    closing=st.booleans(),
    started=moments,
    finished=moments,
    utc_offset=st.integers(-840, 840),
    skew_seconds=st.one_of(st.none(), st.integers(-40_000_000, 40_000_000)),
    clock_jumps=st.integers(0, 9),
    pace=st.lists(st.tuples(text, st.floats(-100, 10_000)), max_size=40),
    picks=st.lists(st.builds(Pick, text, st.integers(0, 4), st.integers(2, 5)), max_size=40),
    changed_after_score=st.lists(text, max_size=4),
    position=positions,
    home=positions,
    position_refused=st.booleans(),
    b1=st.dictionaries(st.sampled_from(["a", "b"]), st.one_of(st.none(), st.integers(0, 400))),
    b1_max=st.dictionaries(st.sampled_from(["a", "b"]), st.integers(100, 200)),
    household_class=st.sampled_from([None, "poor", "near_poor", "not_poor", "odd"]),
    last_class=st.sampled_from([None, "poor", "near_poor", "not_poor", "odd"]),
)


@given(facts)
def test_it_answers_whatever_a_sheet_says(sheet: Facts) -> None:
    for flag in quality.check(sheet, NOBODY):
        assert flag.weight in (1, 2, 3)
        assert "…" not in quality.sentence(flag.code, flag.evidence, "vi")


@given(facts)
def test_it_says_the_same_of_the_same_sheet(sheet: Facts) -> None:
    assert quality.check(sheet, NOBODY) == quality.check(sheet, NOBODY)
