from __future__ import annotations

import copy
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.ids import new_id
from gnbv.models import Event, Pack, PackConfirmation, PackStatus, Role
from gnbv.services import pack_files, packs
from tests import scoring_cases
from tests.factories import TENANT, Cast, user

SOURCE = "1315/VBHN-BLĐTBXH"


def document() -> dict[str, Any]:
    return copy.deepcopy(pack_files.standards()[0])


@pytest.fixture
def pack(session: Session, cast: Cast) -> Pack:
    return packs.import_document(session, TENANT, document())


def test_it_keeps_the_document_whole_and_illustrative(session: Session, pack: Pack) -> None:
    session.commit()
    kept = packs.get(session, TENANT, "vn-2022-2025")
    assert kept.data == document()
    assert {row.component: row.status for row in kept.components} == {
        "b1": PackStatus.ILLUSTRATIVE,
        "indicators": PackStatus.ILLUSTRATIVE,
        "rule": PackStatus.ILLUSTRATIVE,
    }


def test_it_imports_the_same_file_once(session: Session, pack: Pack) -> None:
    assert packs.import_document(session, TENANT, document()) is pack
    assert session.scalar(select(func.count()).select_from(Pack)) == 1


def test_it_refuses_other_content_under_the_same_version(session: Session, pack: Pack) -> None:
    changed = document()
    changed["areas"]["rural"]["b1_max"] = 150
    with pytest.raises(Conflict):
        packs.import_document(session, TENANT, changed)


def test_it_compiles_for_a_sheet_and_carries_the_status(session: Session, cast: Cast, pack: Pack) -> None:
    (before,) = packs.for_form(session, TENANT, ["vn-2022-2025", "nowhere"], scoring_cases.sheet())
    assert before["form"] == {"form": "phieu-ra-soat", "version": "2026.2"}
    assert before["components"]["rule"]["confirmed"] is False
    packs.confirm(session, cast.actor(cast.administrator), pack.id, "rule", source_number=SOURCE)
    packs.confirm(session, cast.actor(cast.leader), pack.id, "rule", source_number=SOURCE)
    (after,) = packs.for_form(session, TENANT, ["vn-2022-2025"], scoring_cases.sheet())
    assert after["components"]["rule"]["confirmed"] is True
    assert after["components"]["indicators"]["confirmed"] is False
    assert before["components"]["rule"]["confirmed"] is False


def test_it_keeps_few_compiled_packs(session: Session, pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "MOST_COMPILED", 1)
    first, second = scoring_cases.sheet(), copy.copy(scoring_cases.sheet())
    assert packs.compiled(session, pack, first) == packs.compiled(session, pack, second)
    assert len(packs._compiled) == 1


def test_it_does_not_find_a_pack_of_another_tenant(session: Session, pack: Pack) -> None:
    with pytest.raises(NotFound):
        packs.get(session, TENANT + 1, "vn-2022-2025")


def test_one_person_alone_does_not_make_it_official(session: Session, cast: Cast, pack: Pack) -> None:
    actor = cast.actor(cast.administrator)
    for _ in range(2):
        row = packs.confirm(session, actor, pack.id, "rule", source_number=SOURCE)
    assert row.status is PackStatus.ILLUSTRATIVE
    assert session.scalar(select(func.count()).select_from(PackConfirmation)) == 1


def test_two_people_make_it_official_and_it_is_told(session: Session, cast: Cast, pack: Pack) -> None:
    packs.confirm(session, cast.actor(cast.leader), pack.id, "rule", source_number=SOURCE)
    row = packs.confirm(
        session,
        cast.actor(cast.administrator),
        pack.id,
        "rule",
        source_number=f" {SOURCE} ",
        source_page="12",
    )
    assert row.status is PackStatus.OFFICIAL
    told = set(session.scalars(select(Event.action)))
    assert {"pack.imported", "pack.confirmed", "pack.made_official"} <= told


def test_two_leaders_are_not_enough(session: Session, cast: Cast, pack: Pack) -> None:
    second = user(session, "lanh2", Role.LEADER, cast.commune)
    packs.confirm(session, cast.actor(cast.leader), pack.id, "rule", source_number=SOURCE)
    row = packs.confirm(session, cast.actor(second), pack.id, "rule", source_number=SOURCE)
    assert row.status is PackStatus.ILLUSTRATIVE


def test_both_must_name_the_same_document(session: Session, cast: Cast, pack: Pack) -> None:
    packs.confirm(session, cast.actor(cast.leader), pack.id, "rule", source_number=SOURCE)
    with pytest.raises(Invalid, match=SOURCE):
        packs.confirm(session, cast.actor(cast.administrator), pack.id, "rule", source_number="TT 02/2022")


def test_a_table_without_points_cannot_be_official(session: Session, cast: Cast, pack: Pack) -> None:
    with pytest.raises(Invalid) as refused:
        packs.confirm(session, cast.actor(cast.administrator), pack.id, "b1", source_number=SOURCE)
    assert refused.value.code == "values_missing"


def test_a_rule_that_is_not_known_cannot_be_official(session: Session, cast: Cast) -> None:
    later = packs.import_document(session, TENANT, pack_files.standards()[1])
    with pytest.raises(Invalid):
        packs.confirm(session, cast.actor(cast.administrator), later.id, "rule", source_number=SOURCE)


def test_it_wants_the_number_of_the_document(session: Session, cast: Cast, pack: Pack) -> None:
    with pytest.raises(Invalid):
        packs.confirm(session, cast.actor(cast.administrator), pack.id, "rule", source_number="  ")


def test_a_collector_may_not_confirm(session: Session, cast: Cast, pack: Pack) -> None:
    with pytest.raises(NotPermitted):
        packs.confirm(session, cast.actor(cast.collector), pack.id, "rule", source_number=SOURCE)


def test_it_does_not_find_an_unknown_pack_or_component(session: Session, cast: Cast, pack: Pack) -> None:
    actor = cast.actor(cast.administrator)
    with pytest.raises(NotFound):
        packs.confirm(session, actor, new_id(), "rule", source_number=SOURCE)
    with pytest.raises(NotFound):
        packs.confirm(session, actor, pack.id, "lines", source_number=SOURCE)
