"""Where a phone stands in its kit, as a text that is opaque to it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

Ref = tuple[str, str]


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


def read(text: str | None) -> Cursor | None:
    """The cursor that a phone sent back; none when it cannot be read."""
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
