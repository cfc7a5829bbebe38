"""A page that does not exist is the nearest one, however large its number."""

from __future__ import annotations

import pytest
from flask import Flask

from gnbv.models import Round
from tests.factories import Cast
from tests.signing_in import signed_in

LISTS = (
    "/surveys", "/inbox", "/petitions", "/late", "/rounds/{round}/households", "/rounds/{round}/changes",
    "/rounds/{round}/list", "/conflicts", "/unmatched", "/held",
)  # fmt: skip


@pytest.mark.parametrize("number", ["-7", "0", "99999999999999999999", "x"])
def test_every_list_answers(app: Flask, cast: Cast, round_: Round, number: str) -> None:
    supervisor, coordinator = signed_in(app, cast.supervisor), signed_in(app, cast.coordinator)
    for path in LISTS:
        address = path.format(round=round_.id) + f"?page={number}"
        met = {desk.get(address).status_code for desk in (supervisor, coordinator)}
        assert 200 in met or met == {404}, (address, met)
        assert met <= {200, 403, 404}, (address, met)
