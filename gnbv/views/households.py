"""A household of the register at the office: its page, and writing down one that the register did not know."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

from gnbv import htmx, permissions
from gnbv.db import db, transaction
from gnbv.ids import new_id
from gnbv.security import current_actor, permission
from gnbv.services import household_pages, households, petition_pages, petitions, reads
from gnbv.services.households import HEAD, NewHome, NewPerson
from gnbv.views import fields

blueprint = Blueprint("households", __name__, url_prefix="/households")
registers = permission("take_petitions", permissions.can_take_petitions)
MOST_PEOPLE = 15
ROWS = 10


@blueprint.get("/<uuid:household_id>")
@permission("read_homes", permissions.can_read_homes)
def show(household_id: UUID) -> str:
    page = household_pages.page(db.session(), current_actor(), household_id)
    reads.log(db.engines["reads"], current_actor(), [household_id], "register")
    return render_template(
        "households/show.html", page=page, born=household_pages.born, **_words(), home=page.household
    )


@blueprint.get("/new")
@registers
def new() -> str:
    """``petition``: the paper that named no household, whose words stand in the form already."""
    session, actor = db.session(), current_actor()
    asked = request.args.get("petition", type=UUID)
    return render_template(
        "households/new.html",
        petition=petitions.get(session, actor, asked) if asked else None,
        villages=petition_pages.villages(session, actor),
        new_id=new_id(),
        rows=ROWS,
        **_words(),
    )


@blueprint.post("/twins")
@registers
def twins() -> str:
    """Asked by the form while it is filled in: which households are like the one being written."""
    session, actor = db.session(), current_actor()
    village = petition_pages.village(session, actor, fields.uuid("village"))
    _born, year = _birth(request.form.get("birth", ""))
    numbers = [number for number in map(_digits, request.form.getlist("citizen_number")) if number]
    name = " ".join(request.form.get("name", "").split())
    found = household_pages.alike(session, village, name, _born.year if _born else year, numbers)
    reads.log(db.engines["reads"], actor, {one.household.id for one in found}, "register")
    return render_template("households/_twins.html", twins=found)


@blueprint.post("")
@registers
def create() -> Response:
    actor, home_id = current_actor(), fields.uuid("id")
    with transaction() as session:
        village = petition_pages.village(session, actor, fields.uuid("village"))
        told = NewHome(fields.text("place"), _people(), fields.text("why_another"))
        paper = (
            petitions.get(session, actor, fields.uuid("petition")) if request.form.get("petition") else None
        )
        home = households.register(session, actor, home_id, village, told, paper)
        words = gettext(
            "Đã ghi hộ %(number)s, %(village)s vào sổ.", number=f"{home.number:03d}", village=village.name
        )
    flash(words, "ok")
    if paper is not None:
        return htmx.go(url_for("petitions.show", petition_id=paper.id))
    return htmx.go(url_for(".show", household_id=home_id))


def _words() -> dict[str, dict[str, str]]:
    locale = str(get_locale() or "vi")
    return {name: household_pages.words(name, locale) for name in ("relations", "ethnic_groups")}


def _people() -> list[NewPerson]:
    """One a row, the head first; rows without a name are none."""
    columns = [
        request.form.getlist(name)[:MOST_PEOPLE]
        for name in ("name", "relation", "sex", "birth", "ethnicity", "citizen_number")
    ]
    found = []
    for place, (name, relation, sex, birth, ethnicity, number) in enumerate(zip(*columns, strict=False)):
        if not name.strip():
            if place == 0:
                return []
            continue
        born, year = _birth(birth)
        found.append(
            NewPerson(
                name=" ".join(name.replace("\0", "").split())[:200],
                relation=HEAD if place == 0 else relation if relation in _words()["relations"] else "other",
                sex=sex if sex in ("male", "female") else "",
                birth_date=born,
                birth_year=year,
                ethnicity=ethnicity if ethnicity in _words()["ethnic_groups"] else None,
                citizen_number=_digits(number),
            )
        )
    return found


def _digits(text: str) -> str:
    return "".join(text.split())[:20]


def _birth(text: str) -> tuple[date | None, int | None]:
    """A day as people write it (23/10/1960), or a year alone; nothing when it is neither."""
    parts = text.strip().replace("-", "/").replace(".", "/").split("/")
    if not all(part.isdecimal() and part.isascii() and len(part) <= 4 for part in parts):
        return None, None
    numbers = [int(part) for part in parts]
    try:
        return (
            (date(*numbers[::-1]), None)
            if len(numbers) == 3
            else (None, numbers[0] if len(numbers) == 1 else None)
        )
    except ValueError:
        return None, None
