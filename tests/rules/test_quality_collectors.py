"""The funnel of colleagues."""

from hypothesis import given
from hypothesis import strategies as st

from gnbv.rules.quality_collectors import effects

SURVEYS = {"an": 60, "be": 60, "chi": 60}


def test_it_asks_about_a_collector_far_from_the_colleagues() -> None:
    found = effects({"an": {"latrine": 50}, "be": {"latrine": 12}, "chi": {"latrine": 15}}, SURVEYS)
    first = found[0]
    assert (first.collector, first.finding, first.count, first.surveys, first.is_high) == (
        "an",
        "latrine",
        50,
        60,
        True,
    )


def test_it_asks_about_nobody_when_all_find_alike() -> None:
    assert effects({name: {"latrine": 14 + shift} for shift, name in enumerate(SURVEYS)}, SURVEYS) == []


def test_it_asks_about_one_who_never_finds_what_all_others_find() -> None:
    found = effects({"be": {"latrine": 40}, "chi": {"latrine": 45}}, SURVEYS)
    assert [one.collector for one in found if not one.is_high] == ["an"]


def test_it_leaves_out_who_has_done_little_and_who_has_no_colleagues() -> None:
    assert effects({"an": {"latrine": 9}}, {"an": 9, "be": 60}) == []
    assert effects({"an": {"latrine": 60}}, {"an": 60}) == []


@given(
    st.dictionaries(st.sampled_from(["an", "be", "chi", "du"]), st.integers(0, 200), min_size=1),
    st.data(),
)
def test_it_stays_within_shares(surveys: dict[str, int], data: st.DataObject) -> None:
    counts = {name: {"x": data.draw(st.integers(0, number))} for name, number in surveys.items()}
    for effect in effects(counts, surveys):
        assert 0 <= effect.low <= effect.colleagues <= effect.high <= 1
        assert not effect.low <= effect.share <= effect.high
