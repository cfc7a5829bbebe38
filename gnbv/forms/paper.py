"""What the page of a paper sheet sends: by script only what changed, as a plain form all of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import request

from gnbv.errors import Invalid


@dataclass
class Given:
    """``fields`` {ref: text}, ``rows`` {repeat: ids}, ``paper`` {name: text}, ``replies`` {comment: {kind, reason}};
    ``base`` are the rows as the page last knew them; ``turn`` is the page's own name, ``seen`` how often the draft had been written when it was opened."""

    turn: UUID
    seen: int
    fields: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[str]] = field(default_factory=dict)
    paper: dict[str, str] = field(default_factory=dict)
    replies: dict[str, dict[str, str]] = field(default_factory=dict)
    base: dict[str, list[str]] = field(default_factory=dict)


def from_json() -> Given:
    """The script's way. Raises ``Invalid`` for any other shape."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise _unreadable()
    given = _begun(body.get("turn"), body.get("seen"))
    given.fields = _texts(body.get("fields") or {})
    given.paper = _texts(body.get("paper") or {})
    given.rows, given.base = (
        {key: list(_texts(dict(enumerate(ids))).values()) for key, ids in _lists(body.get(name) or {})}
        for name in ("rows", "base")
    )
    replies = body.get("replies") or {}
    if not isinstance(replies, dict):
        raise _unreadable()
    given.replies = {str(comment): _texts(reply) for comment, reply in replies.items()}
    return given


def from_form() -> Given:
    """The plain form's way: every field of the page by its name."""
    given = _begun(request.form.get("turn"), request.form.get("seen"))
    for name, values in request.form.lists():
        kind, _colon, rest = name.partition(":")
        if kind == "f":
            given.fields[rest] = values[-1]
        elif kind == "row":
            given.rows[rest] = [value for value in values if value]
        elif kind == "paper":
            given.paper[rest] = values[-1]
        elif kind == "reply":
            comment, _colon, part = rest.partition(":")
            given.replies.setdefault(comment, {})[part] = values[-1]
    return given


def with_act(given: Given, act: str, new_id: str) -> Given:
    """A row more or less, where the page has no script: ``add:<repeat>`` or ``remove:<repeat>:<row>``."""
    verb, _colon, rest = act.partition(":")
    repeat, _colon, row = rest.partition(":")
    if verb == "add":
        given.rows.setdefault(repeat, []).append(new_id)
    elif verb == "remove":
        given.rows[repeat] = [one for one in given.rows.get(repeat, []) if one != row]
    return given


def _begun(turn: Any, seen: Any) -> Given:
    try:
        return Given(UUID(str(turn)), int(str(seen)))
    except ValueError as error:
        raise _unreadable() from error


def _texts(given: Any) -> dict[Any, str]:
    if not isinstance(given, dict) or not all(isinstance(text, str) for text in given.values()):
        raise _unreadable()
    return given


def _lists(given: Any) -> list[tuple[str, list[Any]]]:
    if not isinstance(given, dict) or not all(isinstance(ids, list) for ids in given.values()):
        raise _unreadable()
    return list(given.items())


def _unreadable() -> Invalid:
    return Invalid(
        "paper_unreadable",
        "Trang gửi lên không đọc được nên lần này chưa ghi. Phần đã gõ trước đó vẫn giữ. Tải lại trang rồi gõ tiếp.",
        "What the page sent cannot be read, so it was not kept. What was typed before is safe. Reload and go on.",
    )
