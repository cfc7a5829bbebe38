"""The kit: what a phone carries, whole at first, by differences later, by a manifest when the scope changed."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv import clock
from gnbv.models import Change, Counter
from gnbv.permissions import Actor
from gnbv.services import kit_households, kit_library, kit_surveys, kit_tasks
from gnbv.services.canonical import canonical
from gnbv.services.kit_scope import Scope, scope_of

ORDER = ("me", "key", "settings", "unit", "round", "form", "pack", "assignment", "household", "survey", "task",
         "receipt")  # fmt: skip
BY_CHANGE = ("household", "survey", "task", "receipt")
MANIFEST_FACTOR = 10  # a manifest's entries are a tenth of the size
MOST_CHANGES = 3000

Ref = tuple[str, str]


@dataclass(frozen=True)
class Page:
    """One answer: its JSON text, and the households whose records it hands out."""

    body: bytes
    households: list[UUID]


@dataclass(frozen=True)
class Cursor:
    """Where a phone stands. ``since``: it has everything up to this number of the change log; while pages remain,
    ``upto`` is the number the first page began with and ``last`` the entry it ended with."""

    scope: str
    since: int
    mode: str = ""
    upto: int = 0
    page: int = 0
    pages: int = 0
    last: Ref = ("", "")

    def text(self) -> str:
        """Opaque to the phone. Not signed: whatever it says, the scope is computed afresh."""
        return base64.urlsafe_b64encode(json.dumps(list(vars(self).values())).encode()).rstrip(b"=").decode()


def page(session: Session, actor: Actor, cursor_text: str | None, size: int) -> Page:
    """The next page for a phone at ``cursor_text``; none or an unreadable one gives the whole kit."""
    scope = scope_of(session, actor)
    cursor = _read(cursor_text)
    upto = _number(session, actor)
    if cursor is not None and cursor.page and cursor.scope == scope.hash:
        return _next(session, scope, cursor, size)
    if cursor is None or cursor.page or cursor.since > upto:
        return _next(session, scope, Cursor(scope.hash, 0, "full", upto), size)
    if cursor.scope != scope.hash:
        return _next(session, scope, Cursor(scope.hash, 0, "manifest", upto), size)
    return _next(session, scope, Cursor(scope.hash, cursor.since, "delta", upto), size)


def wanted(session: Session, actor: Actor, want: list[Ref], size: int) -> Page:
    """The entries of ``want`` that are in scope, in one page."""
    scope = scope_of(session, actor)
    found = list(_load(session, scope, sorted(set(want), key=_order)))
    cursor = Cursor(scope.hash, 0)
    return _page(scope, cursor, "delta", 1, 1, found, [])


def _next(session: Session, scope: Scope, cursor: Cursor, size: int) -> Page:
    mode = cursor.mode
    if mode == "delta":
        refs = _changed(session, scope, cursor)
        if len(refs) > MOST_CHANGES:
            return _next(session, scope, Cursor(scope.hash, 0, "manifest", cursor.upto), size)
    else:
        refs = _all(session, scope)
    size *= MANIFEST_FACTOR if mode == "manifest" else 1
    number = cursor.page + 1
    pages = cursor.pages or max(1, -(-len(refs) // size))
    refs = [ref for ref in refs if _order(ref) > _order(cursor.last)] if cursor.page else refs
    # What appeared since the first page is taken along by the last one: the number of pages was promised.
    mine = refs if number == pages else refs[:size]
    found = list(_load(session, scope, mine))
    removed = _missing(mine, found) if mode == "delta" else []
    if number >= pages:
        following = Cursor(scope.hash, cursor.upto)
    else:
        last = mine[-1] if mine else cursor.last
        following = Cursor(scope.hash, cursor.since, mode, cursor.upto, number, pages, last)
    return _page(scope, following, mode, number, pages, found, removed)


def _all(session: Session, scope: Scope) -> list[Ref]:
    refs = [(kind, id_) for kind, id_, _data in kit_library.entries(scope)]
    refs += [("household", str(id_)) for id_ in kit_households.ids(session, scope)]
    refs += [("survey", str(id_)) for id_ in kit_surveys.ids(session, scope)]
    refs += [("task", str(id_)) for id_ in kit_tasks.ids(session, scope)]
    refs += [("receipt", str(id_)) for id_ in kit_surveys.receipt_ids(session, scope)]
    return sorted(refs, key=_order)


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
        yield from (entry for entry in kit_library.entries(scope) if (entry[0], entry[1]) in small)
    loaded = [
        *kit_households.entries(session, scope, ids["household"]),
        *kit_surveys.entries(session, scope, ids["survey"]),
        *kit_tasks.entries(session, scope, ids["task"]),
        *kit_surveys.receipts(session, scope, ids["receipt"]),
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
    }
    body = json.dumps(head, separators=(",", ":")).encode()[:-1] + b',"entries":' + entries + b"}"
    carried = [UUID(id_) for kind, id_, _data in found if kind == "household" and mode != "manifest"]
    return Page(body, carried)


def _fixed_today() -> str | None:
    day = clock.fixed_day()
    return day.isoformat() if day else None


def _instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def _number(session: Session, actor: Actor) -> int:
    named = select(Counter.value).where(Counter.tenant == actor.tenant, Counter.name == "change")
    return session.scalar(named) or 0


def _order(ref: Ref) -> tuple[int, str]:
    return (ORDER.index(ref[0]) if ref[0] in ORDER else len(ORDER), ref[1])


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _read(text: str | None) -> Cursor | None:
    if not text:
        return None
    try:
        scope, since, mode, upto, number, pages, last = json.loads(
            base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        )
        kind, id_ = last
        known = Cursor(
            str(scope), int(since), str(mode), int(upto), int(number), int(pages), (str(kind), str(id_))
        )
    except (ValueError, TypeError):
        return None
    return known if known.page == 0 or known.mode in ("full", "delta", "manifest") else None
