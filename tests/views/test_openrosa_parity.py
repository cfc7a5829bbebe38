"""The same visit by phone and by an OpenRosa program is the same record."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Consent, Origin, ProposedChange, Result, Revision, Round, Survey
from gnbv.rules.form import Instance
from gnbv.services import surveys
from tests import openrosa_stage as stage
from tests import phone, scoring_cases
from tests.factories import PASSWORD, Cast
from tests.openrosa_client import Client, fill
from tests.phone import Phone

PROJECTED = ("member_count", "outcome", "problem_count", "changed_after_score", "form_version_id", "notes")


@pytest.fixture
def round_(session: Session, cast: Cast) -> Round:
    return stage.official_season(session, cast)


@pytest.fixture
def port(app: Flask, round_: Round) -> Iterator[int]:
    with stage.served(app) as number:
        yield number


def without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_ids(one) for key, one in value.items() if key != "_id"}
    return [without_ids(one) for one in value] if isinstance(value, list) else value


def answers_of(cast: Cast, round_: Round) -> dict[str, Any]:
    """What a collector found, with the hidden names as both kinds of program fill them in."""
    found = scoring_cases.changed({})
    return {**found, "household_id": str(cast.household.id), "round_id": str(round_.id)}


def test_it_makes_the_same_record_by_phone_and_by_openrosa(
    app: Flask, port: int, cast: Cast, round_: Round, session: Session
) -> None:
    given = answers_of(cast, round_)
    on_phone = Instance(scoring_cases.sheet(), copy.deepcopy(given), today=scoring_cases.TODAY).answers()
    raw = phone.survey(cast, round_, answers=on_phone)
    thu = Phone(app, cast.collector)
    assert thu.send(raw)[0]["outcome"] == "accepted"
    client = Client(f"http://127.0.0.1:{port}/openrosa", "thu", PASSWORD)
    entry = client.form_list()[0]
    # A second survey of the household: kept beside the first one, computed alike.
    assert client.submit(fill(client.download(entry), given))[0].status == 202
    session.rollback()
    first, second = session.scalars(select(Revision).order_by(Revision.received_at)).all()
    assert (first.origin, second.origin) == (Origin.PHONE, Origin.OPENROSA)
    documents = [surveys.document_of(session, row)["answers"] for row in (first, second)]
    assert without_ids(documents[0]) == without_ids(documents[1])
    assert documents[1]["people"]["member"][0]["_id"] != documents[0]["people"]["member"][0]["_id"]
    for name in PROJECTED:
        assert getattr(first, name) == getattr(second, name), name
    assert [_results(session, row) for row in (first, second)] == [_results(session, first)] * 2
    assert [_proposed(session, row) for row in (first, second)] == [_proposed(session, first)] * 2
    assert [_consents(session, row) for row in (first, second)] == [_consents(session, first)] * 2
    assert len(session.scalars(select(Survey)).all()) == 2


def _results(session: Session, revision: Revision) -> list[Any]:
    rows = session.scalars(select(Result).where(Result.revision_id == revision.id).order_by(Result.standard))
    found = [(row.standard, row.b1, row.b2, row.household_class, row.is_illustrative) for row in rows]
    assert found
    return found


def _proposed(session: Session, revision: Revision) -> list[Any]:
    rows = session.scalars(select(ProposedChange).where(ProposedChange.revision_id == revision.id))
    return sorted((row.kind, str(row.person_id), str({**row.values, "instance": None})) for row in rows)


def _consents(session: Session, revision: Revision) -> list[Any]:
    rows = session.scalars(select(Consent).where(Consent.revision_id == revision.id))
    return sorted((row.kind, row.is_given, row.legal_basis) for row in rows)
