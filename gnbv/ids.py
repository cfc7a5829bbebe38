"""Identifiers made on this side. Ours are UUID version 7 (RFC 9562); their order is never used."""

from __future__ import annotations

from uuid import UUID

import uuid6


def new_id() -> UUID:
    """A fresh UUID v7."""
    return UUID(int=uuid6.uuid7().int)
