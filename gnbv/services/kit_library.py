"""The small and public parts of a kit: who, where, which round, which sheets and packs."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from gnbv.models import FormVersion
from gnbv.services import assigned_tables, calendars, compiled, form_pages, form_pictures
from gnbv.services.compiled import Sheet
from gnbv.services.kit_scope import Scope

Entry = tuple[str, str, dict[str, Any]]
SETTINGS = {"sao_m2": "500"}
MOST_PAGES = 16
MOST_NAMED = 20
_pages: OrderedDict[tuple[str, str], dict[str, Any]] = OrderedDict()


def names(scope: Scope) -> Iterator[tuple[str, str]]:
    """``(type, id)`` of everything but households, surveys, tasks and receipts. No query."""
    yield "me", str(scope.actor.user_id)
    for commune, key in zip(scope.communes, scope.keys, strict=True):
        yield "key", str(key["kid"])
        yield "settings", str(commune.id)
    yield from (("unit", str(unit.id)) for unit in scope.units)
    yield from (("round", str(row.id)) for row in scope.rounds)
    yield from (("form", str(sheet.id)) for sheet in scope.sheets)
    yield from (("pack", str(pack.id)) for pack in scope.packs)
    yield from (("assignment", str(row.id)) for row in scope.assignments)


def entries(scope: Scope, wanted: set[tuple[str, str]]) -> Iterator[Entry]:
    """``(type, id, data)`` of those ``names`` that are wanted."""
    kinds = {kind for kind, _ in wanted}
    for kind, id_, data in _entries(scope, kinds):
        if (kind, id_) in wanted:
            yield kind, id_, data


def _entries(scope: Scope, kinds: set[str]) -> Iterator[Entry]:
    actor = scope.actor
    yield "me", str(actor.user_id), {
        "id": str(actor.user_id),
        "username": actor.username,
        "name": actor.name,
        "roles": [{"role": grant.role.value, "unit": str(grant.unit_id)} for grant in actor.grants],
        "locale": actor.locale,
        "restores": scope.restores,
    }  # fmt: skip
    for commune, key in zip(scope.communes, scope.keys, strict=True):
        yield "key", str(key["kid"]), {**key, "unit": str(commune.id)}
        yield (
            "settings",
            str(commune.id),
            {**SETTINGS, **_texts(commune.settings), **calendars.answer_days(commune, actor.today)},
        )
    for unit in scope.units:
        yield "unit", str(unit.id), {
            "id": str(unit.id),
            "parent": str(unit.parent_id) if unit.parent_id else None,
            "kind": unit.kind.value,
            "name": unit.name,
            "code": unit.code,
            "area": unit.area_or_default.value,
        }  # fmt: skip
    for row in scope.rounds:
        sheet = scope.sheet_of(row)
        yield "round", str(row.id), {
            "id": str(row.id),
            "name": row.name,
            "kind": row.kind.value,
            "unit": str(row.unit_id),
            "opens": row.opens_on.isoformat(),
            "closes": row.closes_on.isoformat(),
            "village_deadline": row.village_deadline.isoformat() if row.village_deadline else None,
            "standards": row.standards,
            "form": {"form": sheet.form, "version": sheet.version} if sheet else None,
        }  # fmt: skip
    for sheet in scope.sheets if "form" in kinds else ():
        yield "form", str(sheet.id), _form(sheet, actor.locale, scope.pictures.get(sheet.id, {}))
    for pack in scope.packs:
        yield "pack", str(pack.id), pack.data
    for assignment in scope.assignments if "assignment" in kinds else ():
        yield "assignment", str(assignment.id), {
            "id": str(assignment.id),
            "round": str(assignment.round_id),
            "household": str(assignment.household_id),
            "purpose": assignment.purpose.value,
            "due": assignment.due_on.isoformat() if assignment.due_on else None,
        }  # fmt: skip


def forms_by_name(session: Session, scope: Scope, names: list[str]) -> Iterator[Entry]:
    """Sheets asked for as ``form@version``: an old version that a draft from another phone was begun on. Only for
    somebody who surveys. One or two queries a name."""
    if not scope.survey_units:
        return
    carried = {sheet.id for sheet in scope.sheets}
    for name in sorted(set(names))[:MOST_NAMED]:
        key, at, version = name.partition("@")
        if not at:
            continue
        sheet = compiled.sheet(session, scope.actor.tenant, key, version)
        if sheet is None or session.get_one(FormVersion, (scope.actor.tenant, sheet.id)).published_at is None:
            continue
        pictures = scope.pictures.get(sheet.id) if sheet.id in carried else None
        if pictures is None:
            pictures = form_pictures.addresses(session, scope.actor.tenant, sheet.id, sheet.compiled)
        own = assigned_tables.personal(session, scope.actor, sheet)
        yield "form", str(sheet.id), _form(own, scope.actor.locale, pictures)


def _texts(settings: dict[str, Any]) -> dict[str, Any]:
    """Settings as texts, as forms read them; nested ones stay with the office."""
    return {key: str(value) for key, value in settings.items() if isinstance(value, str | int)}


def _form(sheet: Sheet, locale: str, pictures: dict[str, str]) -> dict[str, Any]:
    name = (str(sheet.id) if pictures else sheet.sha256, locale)
    data = _pages.get(name)
    if data is None:
        data = _pages[name] = {
            "form": sheet.form,
            "version": sheet.version,
            "hash": sheet.sha256,
            "compiled": sheet.compiled,
            "renderer": form_pages.RENDERER,
            "fragments": form_pages.fragments(sheet.compiled, locale, pictures),
            "order": form_pages.sections(sheet.compiled),
        }
        while len(_pages) > MOST_PAGES:
            _pages.popitem(last=False)
    return data
