"""The one service that brings the register up to what approved sheets say, when the commune has recognised them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.models import Recognition, Survey
from gnbv.permissions import Actor


def apply(session: Session, actor: Actor, recognition: Recognition, surveys: Sequence[Survey]) -> set[UUID]:
    """Apply what ``surveys`` say; returns the households whose register changed."""
    return set()
