"""A phone as the server sees it: signs in, registers, asks for the kit, hands in items."""

from __future__ import annotations

import copy
import hashlib
from functools import cache
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gnbv.ids import new_id
from gnbv.models import Form, FormStatus, FormVersion, Round, User
from gnbv.services import pack_files
from gnbv.services import packs as pack_store
from gnbv.services.canonical import digest
from tests import factories, scoring_cases
from tests.factories import TENANT, Cast

MARKER = {"X-Gnbv": "1"}
MADE_AT = "2026-10-23T02:41:07.123Z"


class Phone:
    """One device of one person, with a cookie jar of its own."""

    def __init__(self, app: Flask, user: User, password: str = factories.PASSWORD) -> None:
        self.client: FlaskClient = app.test_client()
        self.signed_in = self.client.post("/login", json={"username": user.username, "password": password})
        assert self.signed_in.status_code == 303, self.signed_in.text
        made = self.client.post("/sync/device", json={"label": "Máy thử"}, headers=MARKER)
        assert made.status_code == 200, made.text
        self.registered = made.get_json()
        self.device: str = self.registered["device"]
        self.deposit: str = self.registered["deposit"]

    def kit(self, cursor: str | None = None) -> dict[str, Any]:
        answer = self.client.get(
            "/sync/kit", query_string={"cursor": cursor} if cursor else {}, headers=MARKER
        )
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def want(self, *refs: tuple[str, str]) -> dict[str, Any]:
        body = {"want": [{"type": kind, "id": id_} for kind, id_ in refs]}
        return self.client.post("/sync/kit", json=body, headers=MARKER).get_json()

    def post(self, *items: dict[str, Any], **more: Any) -> TestResponse:
        body = {"device": self.device, "items": list(items), **more}
        return self.client.post("/sync", json=body, headers=MARKER)

    def send(self, *items: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self.post(*items)
        assert answer.status_code == 200, answer.text
        return answer.get_json()["outcomes"]

    def drop_off(self, app: Flask, *items: dict[str, Any]) -> TestResponse:
        """Hand in by the deposit token alone, without any cookie."""
        body = {"device": self.device, "deposit": self.deposit, "items": list(items)}
        return app.test_client().post("/sync", json=body, headers=MARKER)


def item(
    kind: str,
    subject: UUID | str,
    payload: dict[str, Any],
    *,
    base: UUID | str | None = None,
    id_: UUID | None = None,
) -> dict[str, Any]:
    content = {
        "kind": kind,
        "subject": str(subject),
        "base": str(base) if base else None,
        "made_at": MADE_AT,
        "utc_offset": 420,
        "payload": payload,
    }
    return {"id": str(id_ or new_id()), **content, "sha256": digest(content)}


def progress(cast: Cast, round_: Round, section: int = 3, at: str = MADE_AT) -> dict[str, Any]:
    payload = {"round": str(round_.id), "section": section, "sections": 9, "at": at}
    return item("progress", cast.household.id, payload)


def visit(cast: Cast, round_: Round, **more: Any) -> dict[str, Any]:
    payload = {
        "round": str(round_.id),
        "at": "2026-10-23T02:00:00Z",
        "outcome": "nobody_home",
        "note": "Cửa khoá",
    }
    return item("visit", more.pop("household", cast.household).id, {**payload, **more})


def survey(
    cast: Cast,
    round_: Round,
    patch: dict[str, Any] | None = None,
    *,
    subject: UUID | None = None,
    **more: Any,
) -> dict[str, Any]:
    """A finished survey of the collector's household on the official sheet; ``patch`` changes its answers."""
    base, id_ = more.pop("base", None), more.pop("id_", None)
    payload = {
        "round": str(round_.id),
        "household": str(cast.household.id),
        "assignment": None,
        "purpose": "main",
        "form": "phieu-ra-soat",
        "version": scoring_cases.sheet()["version"],
        "answers": scoring_cases.changed({**COMPLETION, **(patch or {})}),
        "meta": {"today": "2026-10-23", "renderer": 1, "later": [], "notes": {}},
        "results": [],
        "replies": [],
        "attachments": [],
    }
    payload.update(more)
    return item("survey", subject or new_id(), payload, base=base, id_=id_)


# What the household of the scoring vectors leaves open, because a score does not need it.
COMPLETION: dict[str, Any] = {}


@cache
def _sheet_hash() -> str:
    return hashlib.sha256(repr(scoring_cases.sheet()).encode()).hexdigest()


@cache
def _standards() -> list[dict[str, Any]]:
    return pack_files.standards()


def published_sheet(session: Session) -> FormVersion:
    """The official sheet as a published version, and both standards."""
    compiled = scoring_cases.sheet()
    form = Form(tenant=TENANT, id=new_id(), key="phieu-ra-soat", title=compiled["title"])
    session.add(form)
    session.flush()
    version = FormVersion(
        tenant=TENANT,
        id=new_id(),
        form_id=form.id,
        version=compiled["version"],
        status=FormStatus.PUBLISHED,
        sha256=_sheet_hash(),
        source_sha256="0" * 64,
        source=b"",
        compiled=copy.deepcopy(compiled),
        xform="",
        published_at=factories.NOW,
    )
    session.add(version)
    for document in _standards():
        pack_store.import_document(session, TENANT, document)
    session.flush()
    return version


def season(session: Session, cast: Cast) -> Round:
    """An open round on the official sheet, committed."""
    version = published_sheet(session)
    round_ = factories.open_round(session, cast, version.id, ["vn-2022-2025"])
    session.commit()
    return round_
