"""A page that says no leads back to where it was asked, never to another site."""

from __future__ import annotations

from tests.signing_in import signed_in

WAY = "Quay lại trang vừa rồi"


def refused(app, cast, referrer):
    client = signed_in(app, cast.coordinator)
    headers = {"Referer": referrer} if referrer else {}
    answer = client.post("/rounds", data={"kind": "no such kind"}, headers=headers)
    assert answer.status_code == 422
    return answer.text


def test_a_refused_form_leads_back_to_its_page(app, cast):
    page = refused(app, cast, "http://localhost/rounds/new?kind=regular")
    assert 'href="/rounds/new?kind=regular"' in page and WAY in page


def test_another_site_or_a_page_that_cannot_be_asked_for_is_not_offered(app, cast):
    for referrer in (
        "https://evil.example/rounds/new",
        "http://localhost/sync",
        "http://localhost/nowhere",
        "",
    ):
        assert WAY not in refused(app, cast, referrer)


def test_who_must_sign_in_to_send_a_form_comes_back_to_the_form(app):
    answer = app.test_client().post("/rounds", headers={"Referer": "http://localhost/rounds/new"})
    assert answer.status_code == 303 and "next=/rounds/new" in answer.location.replace("%2F", "/")
    assert "next=/rounds/new" in app.test_client().get("/rounds/new").location.replace("%2F", "/")
