"""The page of a paper sheet as several views answer with it."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, render_template

from gnbv import i18n
from gnbv.db import db
from gnbv.permissions import Actor
from gnbv.services import paper_answers, paper_drafts, paper_lists, paper_pages, paper_places, paper_problems
from gnbv.services.paper_answers import Reader
from gnbv.services.paper_drafts import Typing


def page(actor: Actor, typing: Typing, turn: UUID, *, check: bool = False, status: int = 200) -> Response:
    """The sheet to type. ``check``: handing in was tried, so that every place that is not right is told."""
    session, locale = db.session(), i18n.current()
    entry, document = typing.entry, typing.document
    reader = Reader(typing.sheet.compiled, locale)
    instance = paper_answers.instance(reader, document, paper_answers.day_of(document, actor.today))
    problems = paper_problems.find(session, actor, typing, locale) if check else []
    body = render_template(
        "paper/show.html" if reader.can_be_typed else "paper/untypable.html",
        typing=typing,
        entry=entry,
        document=document,
        draft=typing.draft,
        turn=turn,
        sections=paper_pages.sections(reader, document, instance, locale, {one.ref for one in problems}),
        problems=problems,
        faults={one.ref: one.text for one in problems},
        collectors=paper_lists.collectors(
            session, entry.unit, entry.round.tenant, entry.survey.collector_id if entry.survey else None
        ),
        assignee=paper_places.assignee(session, entry),
        is_expected=paper_places.is_expected(session, entry),
        is_anothers=paper_drafts.is_anothers(actor, typing.draft),
        comments=paper_problems.open_comments(session, typing),
        language=reader.language,
        hidden_fields={
            ref: text
            for ref, text in document["fields"].items()
            if reader.by_key[ref.partition("@")[0]]["kind"] == "hidden"
        },
        nav_on_phone=False,
    )
    return make_response(body, status)
