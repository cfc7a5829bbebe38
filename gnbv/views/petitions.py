"""Petitions at the counter: the book, and taking one in."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from gnbv import htmx, permissions
from gnbv.db import db, transaction
from gnbv.ids import new_id
from gnbv.models import PetitionKind, PetitionState, Screening
from gnbv.permissions import ROUND_ROLES
from gnbv.security import current_actor, permission
from gnbv.services import household_finding, petition_pages, petitions, reads
from gnbv.services.petitions import Asked
from gnbv.views import fields

blueprint = Blueprint("petitions", __name__, url_prefix="/petitions")
takes_petitions = permission("take_petitions", permissions.can_take_petitions)


@blueprint.get("")
@takes_petitions
def index() -> str:
    state = fields.one_of(PetitionState, request.args["state"]) if request.args.get("state") else None
    number = min(request.args.get("page", 1, type=int), 10_000)
    book = petition_pages.book(db.session(), current_actor(), state, number)
    homes = {row.household_id for row in book.rows if row.household_id is not None}
    reads.log(db.engines["reads"], current_actor(), homes, "petition")
    return render_template("petitions/index.html", book=book, state=state, states=PetitionState)


@blueprint.get("/new")
@takes_petitions
def new() -> str:
    """First the household, by name or by village and number; then what is known of it beside the form."""
    session, actor = db.session(), current_actor()
    villages = petition_pages.villages(session, actor)
    asked, number = request.args.get("village", type=UUID), request.args.get("number", type=int)
    village = petition_pages.village(session, actor, asked) if asked else None
    home = petition_pages.household(session, actor, village, number) if village and number else None
    text = household_finding.tidy(request.args.get("q", ""))
    found, is_cut = household_finding.at_counter(session, actor, text)
    shown = {one.id for one in (home, *found) if one is not None}
    reads.log(db.engines["reads"], actor, shown, "petition")
    return render_template(
        "petitions/new.html",
        text=text,
        found=found,
        is_cut=is_cut,
        villages=villages,
        village=village,
        number=number,
        known=petition_pages.about(session, home) if home else None,
        kinds=PetitionKind,
        new_id=new_id(),
    )


@blueprint.post("")
@takes_petitions
def create() -> Response:
    actor, petition_id = current_actor(), fields.uuid("id")
    with transaction() as session:
        village = petition_pages.village(session, actor, fields.uuid("village"))
        home = None
        if fields.text("number"):
            home = petition_pages.household(session, actor, village, fields.number("number"))
        place = f"{fields.text('place')}, {village.name}" if fields.text("place") else village.name
        asked = Asked(
            fields.one_of(PetitionKind, fields.text("kind")),
            fields.needed_day("received_on"),
            home,
            fields.text("applicant"),
            place,
        )
        row = petitions.take_in(session, actor, petition_id, village, asked)
        words = gettext(
            "Đã nhận giấy số %(n)s/%(year)s. In biên nhận đưa cho hộ.", n=row.number, year=row.year
        )
    return _done(petition_id, words)


@blueprint.get("/<uuid:petition_id>")
@takes_petitions
def show(petition_id: UUID) -> str:
    session, actor = db.session(), current_actor()
    row = petitions.get(session, actor, petition_id)
    if row.household_id is not None:
        reads.log(db.engines["reads"], actor, [row.household_id], "petition")
    return render_template(
        "petitions/show.html",
        petition=row,
        known=petition_pages.about(session, row.household, row.id) if row.household else None,
        rounds=petition_pages.rounds_for(session, actor, row),
        villages=petition_pages.villages(session, actor),
        screenings=[one for one in Screening if one is not Screening.NONE],
        may_decide=actor.holds(ROUND_ROLES, row.unit.path),
        receiver=petition_pages.receiver(session, row),
    )


def _done(petition_id: UUID, words: str) -> Response:
    flash(words, "ok")
    return htmx.go(url_for(".show", petition_id=petition_id))
