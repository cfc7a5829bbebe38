"""What a person may change of each check."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gnbv.rules import quality, quality_bounds

EVERY = [(code, bound) for code in quality.RULES for bound in quality_bounds.bounds_of(code)]


def test_every_check_has_its_sentence_and_every_threshold_its_bounds() -> None:
    assert not [code for code in quality.RULES if not quality_bounds.about(code, "vi")]
    assert not [code for code in quality.RULES if not quality_bounds.about(code, "en")]
    assert quality_bounds.BOUNDS.keys() | quality_bounds.ABOUT.keys() <= quality.RULES.keys()
    unbound = [
        (code, name)
        for code, rule in quality.RULES.items()
        for name, value in rule.settings.items()
        if isinstance(value, int | float) and name not in {one.name for one in quality_bounds.bounds_of(code)}
    ]
    assert unbound == []


@pytest.mark.parametrize(("code", "bound"), EVERY, ids=lambda one: getattr(one, "name", one))
def test_a_default_can_be_typed_again(code: str, bound: quality_bounds.Bound) -> None:
    value = quality.RULES[code].settings[bound.name]
    text = f"{quality_bounds.typed(bound, value):g}"
    assert quality_bounds.kept(bound, text) == pytest.approx(value)
    assert quality_bounds.kept(bound, text.replace(".", ",")) == pytest.approx(value)


@given(st.sampled_from([bound for _, bound in EVERY]), st.text(max_size=8))
def test_whatever_is_typed_is_kept_within_its_bounds_or_refused(
    bound: quality_bounds.Bound, text: str
) -> None:
    found = quality_bounds.kept(bound, text)
    assert found is None or bound.least <= quality_bounds.typed(bound, found) <= bound.most
