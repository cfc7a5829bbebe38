"""A sheet looked at before it is published: in a frame as on the phone, beside another version; the list of a move."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request

from gnbv import i18n, permissions
from gnbv.db import db
from gnbv.models import FormStatus, FormVersion
from gnbv.permissions import Actor
from gnbv.rules import form_comparison
from gnbv.security import POLICY, current_actor, permission
from gnbv.services import access, form_facts, form_library, form_migration, form_pages, form_pictures, reads

blueprint = Blueprint("form_previews", __name__)
STYLES = ("css/tokens.css", "css/base.css", "css/parts.css", "css/form.css")


def _may_read(actor: Actor) -> bool:
    return actor.has(permissions.READING_ROLES)


@blueprint.get("/forms/<uuid:version_id>/preview")
@permission("keep_forms", permissions.can_keep_forms)
def show(version_id: UUID) -> Response:
    """The page around the frame: the only one that may hold a frame, and only one of ours."""
    row = form_library.get_version(db.session(), current_actor(), version_id)
    body = render_template(
        "forms/preview.html", row=row, form=form_library.form_of(db.session(), row), is_empty=_is_empty()
    )
    response = make_response(body)
    response.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return response


@blueprint.get("/forms/<uuid:version_id>/preview/phone")
@permission("keep_forms", permissions.can_keep_forms)
def phone(version_id: UUID) -> Response:
    """The sheet as the phone draws it. Nothing is stored; only our own preview page may frame it."""
    actor = current_actor()
    row = form_library.get_version(db.session(), actor, version_id)
    locale = i18n.current()
    body = render_template(
        "forms/phone.html",
        row=row,
        styles=STYLES,
        today=actor.today,
        fragments=form_pages.fragments(row.compiled, locale, _pictures(row)),
        titles=form_pages.titles(row.compiled, locale),
        standards=form_facts.standards(db.session(), row),
        answers={} if _is_empty() else form_facts.sample_answers(row.compiled, actor.today),
    )
    response = make_response(body)
    response.headers["Content-Security-Policy"] = POLICY.replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    )
    return response


def _pictures(row: FormVersion) -> dict[str, str]:
    is_published = row.status is not FormStatus.DRAFT
    return form_pictures.addresses(db.session(), row.tenant, row.id, row.compiled, is_published)


@blueprint.get("/forms/<uuid:version_id>/comparison")
@permission("keep_forms", permissions.can_keep_forms)
def comparison(version_id: UUID) -> str:
    session = db.session()
    row = form_library.get_version(session, current_actor(), version_id)
    others = form_library.siblings(session, row)
    chosen = request.args.get("with", "")
    other = next((one for one in others if str(one.id) == chosen), others[0] if others else None)
    rows = form_comparison.compare(other.compiled, row.compiled, i18n.current()) if other else []
    return render_template(
        "forms/comparison.html",
        row=row,
        other=other,
        others=others,
        rows=rows,
        form=form_library.form_of(session, row),
    )


@blueprint.get("/surveys/<uuid:survey_id>/migration")
@permission("read_surveys", _may_read)
def migration(survey_id: UUID) -> str:
    """What a received survey would keep and leave on the version that its round uses now."""
    actor = current_actor()
    survey = access.get_survey(db.session(), actor, survey_id)
    reads.log(db.engines["reads"], actor, [survey.household_id], "migration")
    return render_template(
        "forms/migration.html", survey=survey, move=form_migration.preview(db.session(), survey)
    )


@blueprint.app_template_global()
def left_behind(meta: dict[str, Any]) -> list[dict[str, str]]:
    return form_migration.left_behind(meta)


def _is_empty() -> bool:
    return request.args.get("answers") == "none"
