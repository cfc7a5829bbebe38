"""The kit: what a phone carries, whole at first, by differences later, by a manifest when the scope changed."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections import Counter as Counted
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv import clock
from gnbv.models import Change, Counter
from gnbv.permissions import Actor
from gnbv.services import (
    kit_households,
    kit_inbox,
    kit_library,
    kit_meetings,
    kit_petitions,
    kit_postings,
    kit_surveys,
    kit_tasks,
)
from gnbv.services.backups import LIFE
from gnbv.services.canonical import canonical
from gnbv.services.kit_cursor import Cursor, Ref, read
from gnbv.services.kit_scope import Scope, scope_of

ORDER = ("me", "key", "settings", "unit", "round", "form", "pack", "assignment", "household", "survey", "task",
         "receipt", "petition", "inbox", "meeting", "posting", "complaint")  # fmt: skip
BY_CHANGE = ("household", "survey", "task", "receipt", "petition", "inbox", "meeting", "posting", "complaint")
MANIFEST_FACTOR = 10  # a manifest's entries are a tenth of the size
MOST_CHANGES = 3000


@dataclass(frozen=True)
class Page:
    """One answer: its JSON text, and the households whose records it hands out."""

    body: bytes
    households: list[UUID]


def page(
    session: Session, actor: Actor, cursor_text: str | None, size: int, *, by_names: bool = False
) -> Page:
    """The next page for a phone at ``cursor_text``; none or an unreadable one gives the whole kit. ``by_names``: a
    phone that found something lacking asks for the names and hashes of everything, whatever its cursor."""
    scope = scope_of(session, actor)
    cursor = read(cursor_text)
    upto, life = _numbers(session, actor)
    if life:
        scope = replace(scope, hash=f"{scope.hash}.{life}")
    if cursor is not None and cursor.page and cursor.scope == scope.hash:
        return _next(session, scope, cursor, size)
    if by_names:
        return _next(session, scope, Cursor(scope.hash, 0, "manifest", upto), size)
    if cursor is None or cursor.page:
        return _next(session, scope, Cursor(scope.hash, 0, "full", upto), size)
    if cursor.scope != scope.hash or cursor.since > upto:
        return _next(session, scope, Cursor(scope.hash, 0, "manifest", upto), size)
    return _next(session, scope, Cursor(scope.hash, cursor.since, "delta", upto), size)


def wanted(session: Session, actor: Actor, want: list[Ref], size: int) -> Page:
    """The entries of ``want`` that are in scope, in one page."""
    scope = scope_of(session, actor)
    found = list(_load(session, scope, sorted(set(want), key=_order)))
    found += kit_library.forms_by_name(session, scope, [id_ for kind, id_ in want if kind == "form"])
    cursor = Cursor(scope.hash, 0)
    return _page(scope, cursor, "delta", 1, 1, found, [])


def _next(session: Session, scope: Scope, cursor: Cursor, size: int) -> Page:
    mode = cursor.mode
    everything = _all(session, scope)
    if mode == "delta":
        refs = _changed(session, scope, cursor)
        if len(refs) > MOST_CHANGES:
            return _next(session, scope, Cursor(scope.hash, 0, "manifest", cursor.upto), size)
    else:
        refs = everything
    size *= MANIFEST_FACTOR if mode == "manifest" else 1
    number = cursor.page + 1
    pages = cursor.pages or max(1, -(-len(refs) // size))
    refs = refs[bisect_right(refs, _order(cursor.last), key=_order) :] if cursor.page else refs
    # What appeared since the first page is taken along by the last one: the number of pages was promised.
    mine = refs if number == pages else refs[:size]
    found = list(_load(session, scope, mine))
    removed = _missing(mine, found) if mode == "delta" else []
    if number >= pages:
        following = Cursor(scope.hash, cursor.upto)
    else:
        last = mine[-1] if mine else cursor.last
        following = Cursor(scope.hash, cursor.since, mode, cursor.upto, number, pages, last)
    return _page(scope, following, mode, number, pages, found, removed, _whole(everything))


def _whole(refs: list[Ref]) -> dict[str, Any]:
    """What a complete kit of this scope holds: how many of each type, and one hash over all names. A phone that finds
    another number or hash at the end asks for the names, and then for what it lacks."""
    names = sorted(f"{kind}/{id_}" for kind, id_ in refs)
    counts = Counted(kind for kind, _ in refs)
    return {"counts": dict(counts), "sha256": hashlib.sha256("\n".join(names).encode()).hexdigest()}


def _all(session: Session, scope: Scope) -> list[Ref]:
    """Everything in the scope by name, in the order of pages."""
    ids: dict[str, list[str]] = {}
    for kind, id_ in kit_library.names(scope):
        ids.setdefault(kind, []).append(id_)
    ids["household"] = [str(id_) for id_ in kit_households.ids(session, scope)]
    ids["survey"] = [str(id_) for id_ in kit_surveys.ids(session, scope)]
    ids["task"] = [str(id_) for id_ in kit_tasks.ids(session, scope)]
    ids["receipt"] = [str(id_) for id_ in kit_surveys.receipt_ids(session, scope)]
    ids["inbox"] = [str(id_) for id_ in kit_inbox.ids(session, scope)]
    ids["petition"] = [str(id_) for id_ in kit_petitions.ids(session, scope)]
    ids["meeting"] = [str(id_) for id_ in kit_meetings.ids(session, scope)]
    ids["posting"] = [str(id_) for id_ in kit_postings.ids(session, scope)]
    ids["complaint"] = [str(id_) for id_ in kit_postings.complaint_ids(session, scope)]
    return [(kind, id_) for kind in ORDER for id_ in sorted(ids.get(kind, ()))]


def _changed(session: Session, scope: Scope, cursor: Cursor) -> list[Ref]:
    actor = scope.actor
    rows = session.execute(
        select(Change.kind, Change.subject_id)
        .where(
            Change.tenant == actor.tenant,
            Change.number > cursor.since,
            Change.number <= cursor.upto,
            Change.kind.in_(BY_CHANGE),
            Change.user_id.is_(None) | (Change.user_id == actor.user_id),
            Change.unit_id.is_(None) | Change.unit_id.in_([unit.id for unit in scope.units]),
        )
        .distinct()
    )
    return sorted({(row.kind, str(row.subject_id)) for row in rows}, key=_order)


def _load(session: Session, scope: Scope, refs: list[Ref]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    ids: dict[str, list[UUID]] = {kind: [] for kind in BY_CHANGE}
    small = set()
    for kind, text in refs:
        if kind not in ids:
            small.add((kind, text))
        elif (id_ := _uuid(text)) is not None:
            ids[kind].append(id_)
    if small:
        yield from kit_library.entries(scope, small)
    loaded = [
        *kit_households.entries(session, scope, ids["household"]),
        *kit_surveys.entries(session, scope, ids["survey"]),
        *kit_tasks.entries(session, scope, ids["task"]),
        *kit_surveys.receipts(session, scope, ids["receipt"]),
        *kit_petitions.entries(session, scope, ids["petition"]),
        *kit_inbox.entries(session, scope, ids["inbox"]),
        *kit_meetings.entries(session, scope, ids["meeting"]),
        *kit_postings.entries(session, scope, ids["posting"]),
        *kit_postings.complaints(session, scope, ids["complaint"]),
    ]
    yield from sorted(loaded, key=lambda entry: _order((entry[0], entry[1])))


def _missing(refs: list[Ref], found: list[tuple[str, str, dict[str, Any]]]) -> list[dict[str, str]]:
    here = {(kind, id_) for kind, id_, _data in found}
    return [{"type": kind, "id": id_} for kind, id_ in refs if (kind, id_) not in here]


def _page(
    scope: Scope,
    cursor: Cursor,
    mode: str,
    number: int,
    pages: int,
    found: list[tuple[str, str, dict[str, Any]]],
    removed: list[dict[str, str]],
    whole: dict[str, Any] | None = None,
) -> Page:
    """The canonical bytes of each entry serve three times: its hash, the page's hash, and the answer itself."""
    parts = []
    for kind, id_, data in found:
        plain = canonical(data)
        names = f'"hash":"{hashlib.sha256(plain).hexdigest()}","id":{json.dumps(id_)},"type":"{kind}"}}'
        parts.append((b'{"data":' + plain + b"," if mode != "manifest" else b"{") + names.encode())
    entries = b"[" + b",".join(parts) + b"]"
    head = {
        "app": "gnbv",
        "protocol": 1,
        "cursor": cursor.text(),
        "mode": mode,
        "page": number,
        "pages": pages,
        "count": len(found),
        "sha256": hashlib.sha256(entries).hexdigest(),
        "today": _fixed_today(),
        "made_at": _instant(clock.now()),
        "removed": removed,
        **({"whole": whole} if whole else {}),
    }
    body = json.dumps(head, separators=(",", ":")).encode()[:-1] + b',"entries":' + entries + b"}"
    carried = [UUID(id_) for kind, id_, _data in found if kind == "household" and mode != "manifest"]
    for kind, _id, data in found:
        if kind == "meeting" and mode != "manifest":
            carried += kit_meetings.households(data)
    return Page(body, carried)


def _fixed_today() -> str | None:
    day = clock.fixed_day()
    return day.isoformat() if day else None


def _instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def _numbers(session: Session, actor: Actor) -> tuple[int, int]:
    """The newest number of the change log, and the life of this database: another one after it was restored from a
    backup, since numbers that phones have seen before are then given a second time."""
    rows = session.execute(
        select(Counter.name, Counter.value).where(
            Counter.tenant == actor.tenant, Counter.name.in_(("change", LIFE))
        )
    )
    values = {row.name: row.value for row in rows}
    return values.get("change", 0), values.get(LIFE, 0)


def _order(ref: Ref) -> tuple[int, str]:
    return (ORDER.index(ref[0]) if ref[0] in ORDER else len(ORDER), ref[1])


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
