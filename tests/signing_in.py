"""Somebody of the cast at a browser of their own, without a browser."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from gnbv.models import User
from tests.factories import PASSWORD


def signed_in(app: Flask, person: User) -> FlaskClient:
    client = app.test_client()
    answer = client.post("/login", data={"username": person.username, "password": PASSWORD})
    assert answer.status_code == 303
    return client
