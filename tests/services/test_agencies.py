"""Agencies under the names that plans use."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Agency
from gnbv.services.agencies import Agencies
from tests.factories import TENANT, Cast


def test_it_finds_the_same_name_again(session: Session, cast: Cast) -> None:
    agencies = Agencies(session, TENANT)
    first = agencies.named("UBND  xã")
    assert agencies.named("UBND xã") is first and first.name == "UBND xã"
    session.flush()
    assert Agencies(session, TENANT).named("UBND xã").id == first.id
    assert len(session.scalars(select(Agency)).all()) == 1


def test_it_keeps_a_spelling_and_points_it_to_the_first(session: Session, cast: Cast) -> None:
    agencies = Agencies(session, TENANT)
    first = agencies.named("Trung tâm Truyền thông - Văn hóa")
    second = agencies.named("Trung tâm truyền thông – Văn hóa")
    third = agencies.named("TRUNG TÂM truyền thông, Văn hóa")
    assert second.name == "Trung tâm truyền thông – Văn hóa"
    assert (first.same_as_id, second.same_as_id, third.same_as_id) == (None, first.id, first.id)


def test_it_tells_a_group_from_an_office(session: Session, cast: Cast) -> None:
    agencies = Agencies(session, TENANT)
    assert agencies.named("Các trường học").is_group
    assert not agencies.named("Trạm y tế xã").is_group
