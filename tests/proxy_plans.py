"""Plans for the fault proxy: which request meets which fault."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable

from tests.proxy_connection import Fault, Mode

PASS = Fault()
ASKED = re.compile(rb"\r\nx-fault: (\w+)\r\n", re.IGNORECASE)
# What a client asks for in its own header, so that a history is replayed fault by fault.
NAMED = {
    b"refuse": Fault(Mode.REFUSE),
    b"drop": Fault(Mode.DROP_RESPONSE),
    b"cut": Fault(Mode.CUT_AFTER, 120),
    b"portal": Fault(Mode.PORTAL),
}


def by_header(head: bytes) -> Fault:
    """The fault that the request itself names."""
    asked = ASKED.search(head)
    return NAMED[asked[1].lower()] if asked else PASS


def bad_line(seed: int, share: float = 0.3) -> Callable[[bytes], Fault]:
    """Drops, cuts and delays that share of all requests; the same ones for the same seed and order."""
    chance = random.Random(seed)
    lock = threading.Lock()

    def choose(_head: bytes) -> Fault:
        with lock:
            if chance.random() >= share:
                return PASS
            return chance.choice((
                Fault(Mode.REFUSE),
                Fault(Mode.DROP_RESPONSE),
                Fault(Mode.CUT_AFTER, chance.randrange(400)),
                Fault(Mode.CUT_UPLOAD_AFTER, chance.randrange(4_000)),
                Fault(Mode.DELAY, chance.randrange(50, 400)),
            ))  # fmt: skip

    return choose
