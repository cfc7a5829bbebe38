import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gnbv.errors import Invalid
from gnbv.services.canonical import canonical, digest

VECTORS = json.loads((Path(__file__).parent.parent / "parity/vectors/canonical.json").read_text("utf-8"))

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=20,
)


def test_there_are_at_least_sixty_cases_with_names_of_their_own() -> None:
    names = [case["name"] for case in VECTORS["cases"]]
    assert len(names) == len(set(names)) >= 60


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_it_writes_the_canonical_bytes_and_hash(case: dict[str, str]) -> None:
    value = json.loads(case["json"])
    assert canonical(value).decode() == case["canonical"]
    assert digest(value) == case["sha256"] == hashlib.sha256(case["canonical"].encode()).hexdigest()


@pytest.mark.parametrize("case", VECTORS["refused"], ids=lambda case: case["name"])
def test_it_refuses_text_that_is_not_unicode(case: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refusal:
        canonical(json.loads(case["json"]))
    assert refusal.value.code == "not_canonical"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53, {1: "a"}, object(), {"a": {1, 2}}])
def test_it_refuses_what_json_cannot_carry_to_the_other_side(value: Any) -> None:
    with pytest.raises(Invalid):
        canonical(value)


@given(values)
def test_it_is_stable_and_means_the_same_value(value: Any) -> None:
    once = canonical(value)
    assert json.loads(once) == value
    assert canonical(json.loads(once)) == once
