"""What most tests of pages and of sync begin with. A file that needs another one of the name makes its own."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from gnbv.models import Round
from tests.factories import Cast
from tests.phone import Phone, season, survey
from tests.signing_in import signed_in


@pytest.fixture
def round_(session: Session, cast: Cast) -> Round:
    """The commune's open round with the cast's household on its list."""
    return season(session, cast)


@pytest.fixture
def phone(app: Flask, cast: Cast, round_: Round) -> Phone:
    """The collector's phone."""
    return Phone(app, cast.collector)


@pytest.fixture
def thu(phone: Phone) -> Phone:
    """The collector's phone, where the module of that name is used too."""
    return phone


@pytest.fixture
def duyet(app: Flask, cast: Cast, round_: Round) -> FlaskClient:
    """The supervisor's browser."""
    return signed_in(app, cast.supervisor)


@pytest.fixture
def desk(app: Flask, cast: Cast) -> FlaskClient:
    """The coordinator's browser."""
    return signed_in(app, cast.coordinator)


@pytest.fixture
def sent(phone: Phone, cast: Cast, round_: Round) -> dict[str, Any]:
    """A survey as it was handed in: one answer was changed after the score was seen."""
    meta = {"today": "2026-10-23", "renderer": 1, "later": [], "notes": {}, "changed_after_score": ["walls"]}
    item = survey(cast, round_, meta=meta)
    assert phone.send(item)[0]["outcome"] == "accepted"
    return item


@pytest.fixture
def office(app: Flask, cast: Cast, sent: dict[str, Any]) -> FlaskClient:
    """The supervisor's browser, with that survey in the queue."""
    return signed_in(app, cast.supervisor)
