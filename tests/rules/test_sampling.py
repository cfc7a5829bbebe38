"""Drawing a sample that anybody can draw again."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from gnbv.rules.sampling import draw, quota

groups = st.dictionaries(
    st.sampled_from("abc"), st.sets(st.integers(0, 400).map(str), max_size=60), min_size=1
)
shares = st.floats(0.01, 0.5)
seeds = st.integers(0, 2**31 - 1)


def apart(found: dict[str, set[str]]) -> dict[str, list[str]]:
    return {name: sorted(f"{name}{key}" for key in keys) for name, keys in found.items()}


@given(groups, shares, seeds, st.randoms(use_true_random=False))
def test_the_same_register_and_seed_give_the_same_sample(
    found: dict[str, set[str]], share: float, seed: int, mixer: random.Random
) -> None:
    one = apart(found)
    other = dict(reversed(apart(found).items()))
    for keys in other.values():
        mixer.shuffle(keys)
    assert draw(one, share=share, seed=seed) == draw(other, share=share, seed=seed)


@given(groups, shares, seeds)
def test_everybody_with_a_survey_is_in_it_with_the_share(
    found: dict[str, set[str]], share: float, seed: int
) -> None:
    drawn = draw(apart(found), share=share, seed=seed)
    assert len(set(drawn)) == len(drawn)
    for name, keys in found.items():
        mine = [key for key in drawn if key.startswith(name)]
        assert len(mine) == quota(len(keys), share)
        assert bool(mine) == bool(keys)


@given(groups, groups, shares, seeds)
def test_what_comes_later_only_adds(
    found: dict[str, set[str]], late: dict[str, set[str]], share: float, seed: int
) -> None:
    first = draw(apart(found), share=share, seed=seed)
    both = {name: found.get(name, set()) | late.get(name, set()) for name in found.keys() | late.keys()}
    more = draw(apart(both), share=share, seed=seed, drawn=first)
    assert not set(first) & set(more)
    again = draw(apart(both), share=share, seed=seed, drawn=[*first, *more])
    assert again == []


def test_another_seed_gives_another_sample() -> None:
    keys = {"a": [str(number) for number in range(200)]}
    assert draw(keys, share=0.05, seed=1) != draw(keys, share=0.05, seed=2)
    assert len(draw(keys, share=0.05, seed=1)) == 10
