"""Whoever belongs to another commune meets 404 at every address of ours, learns nothing from it and changes nothing.

The routes come from the url map: one that names a record this file does not know fails by itself."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.factories import Cast
from tests.neighbours import Neighbours
from tests.statements import writes

NOWHERE = "00000000-0000-7000-8000-000000000000"
# Beginnings of addresses that name nothing of one commune, with the reason.
SHARED = {
    "/static": "files of the program",
    "/app": "the phone's empty document",
    "/openrosa": "asks for Basic or a key itself, see test_openrosa*.py",
    "/p/": "for everybody who has the address, see test_public_postings.py",
    "/sync": "programs, see below and test_copies.py, test_recovery.py",
    "/forms": "sheets are shared by the whole province",
    "/form-exports": "sheets again; the answers in it are those of the reader's own units, see test_form_exports.py",
    "/c/": "what a certificate's QR code opens, see test_public_certificates.py",
    "/tables/lists/": "names a list, not a record; whose it shows is the reader's own unit, see test_tables.py",
    "/packs": "standards are shared by the whole province",
}


@pytest.fixture
def there(app: Flask, session: Session, cast: Cast) -> Neighbours:
    return Neighbours(app, session, cast)


def routes(app: Flask) -> list[tuple[Any, str]]:
    """Every route that names a record of ours, with each of its methods."""
    return [
        (rule, method)
        for rule in sorted(app.url_map.iter_rules(), key=str)
        if rule.arguments and not str(rule).startswith(tuple(SHARED))
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    ]


def said(answer: Any) -> str:
    """What a page says, but for ids and what changes at every request."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|nonce-\S+", "…", answer.text)


def test_every_address_names_records_that_are_known_here(app: Flask, there: Neighbours) -> None:
    unknown = {str(rule): there.unknown(rule) for rule, _ in routes(app) if there.unknown(rule)}
    assert unknown == {}, "name a record of the near commune in tests/neighbours.py"
    assert len(routes(app)) > 60


def test_everybody_of_another_commune_meets_404_at_every_address(app: Flask, there: Neighbours) -> None:
    wrong = []
    with writes() as written:
        for role, client in there.far.items():
            for rule, method in routes(app):
                answer = there.ask(client, rule, method)
                nowhere = there.ask(client, rule, method, **dict.fromkeys(_ids(rule), NOWHERE))
                if answer.status_code != 404 or said(answer) != said(nowhere):
                    wrong.append((role.value, method, str(rule), answer.status_code, nowhere.status_code))
    assert not wrong, "\n".join(map(str, wrong))
    assert written <= {"session"}


def test_a_round_of_ones_own_opens_no_record_of_another_commune(app: Flask, there: Neighbours) -> None:
    """Their round with our household, and our round with their household: nothing, in the words for nothing."""
    mixed = [one for one in routes(app) if "round_id" in one[0].arguments and len(_ids(one[0])) > 1]
    theirs = {"round_id": str(there.far_round.id), "household_id": str(there.cast.far_household.id)}
    wrong = []
    with writes() as written:
        for role, client in there.far.items():
            for rule, method in mixed:
                own = there.ask(client, rule, method, round_id=theirs["round_id"])
                nowhere = there.ask(
                    client,
                    rule,
                    method,
                    **{**dict.fromkeys(_ids(rule), NOWHERE), **theirs, "household_id": NOWHERE},
                )
                ours = there.ask(client, rule, method, household_id=theirs["household_id"])
                if (own.status_code, said(own)) != (
                    nowhere.status_code,
                    said(nowhere),
                ) or ours.status_code != 404:
                    wrong.append(
                        (
                            role.value,
                            method,
                            str(rule),
                            own.status_code,
                            nowhere.status_code,
                            ours.status_code,
                        )
                    )
    assert mixed
    assert not wrong, "\n".join(map(str, wrong))
    assert written <= {"session"}


def test_the_same_addresses_open_to_somebody_of_ours(app: Flask, there: Neighbours) -> None:
    """So that the 404 above means what it says: each record is there, and the request is one that is understood."""
    closed = []
    for name in ("reason", "note", "text"):
        del there.sent[name]  # most acts then say what is missing, and change nothing for those that follow
    # Reading first, then acts by their names backwards: withdrawal before acceptance, picking before keeping.
    backwards = routes(app)[::-1]
    for rule, method in sorted(backwards, key=lambda one: one[1]):
        met = []
        for client in there.near.values():
            met.append(there.ask(client, rule, method).status_code)
            if met[-1] not in (403, 404):
                break
        else:
            closed.append((method, str(rule), met))
    assert not closed, "\n".join(map(str, closed))


def _ids(rule: Any) -> list[str]:
    return [name for name, converter in rule._converters.items() if isinstance(_sample(converter), UUID)]


def _sample(converter: Any) -> Any:
    try:
        return converter.to_python(NOWHERE)
    except ValueError:
        return None
