"""Whether two entries may be one person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gnbv.rules.quality_facts import Known
from gnbv.rules.quality_people import alike

ANH = Known("1", "Lò Văn Ánh", "1983-02-01", "male")


@pytest.mark.parametrize(
    "other",
    [
        Known("2", "LÒ VĂN ÁNH", "1983-02-01", "male"),
        Known("2", "Lo Van Anh", "1983", "male"),
        Known("2", "Lò Văn  Anh", "1983", ""),
        Known("2", "Lò Văn Ánhh", "1983-02-01", "male"),
    ],
)
def test_it_takes_one_person_for_one(other: Known) -> None:
    assert alike(ANH, other)


@pytest.mark.parametrize(
    "other",
    [
        Known("2", "Lò Văn Ánh", "1983-02-02", "male"),
        Known("2", "Lò Văn Ánh", "1984", "male"),
        Known("2", "Lò Văn Ánh", "1983", "female"),
        Known("2", "Lò Văn Ánh", "", "male"),
        Known("2", "Lường Thị Bình", "1983-02-01", "male"),
        Known("2", "", "1983-02-01", "male"),
    ],
)
def test_it_keeps_two_people_apart(other: Known) -> None:
    assert not alike(ANH, other)


people = st.builds(
    Known, st.text(max_size=3), st.text(max_size=12), st.sampled_from(["", "1983", "1983-02-01"]),
    st.sampled_from(["", "male", "female"]),
)  # fmt: skip


@given(people, people)
def test_it_does_not_matter_who_is_asked_first(one: Known, other: Known) -> None:
    assert alike(one, other) == alike(other, one)
