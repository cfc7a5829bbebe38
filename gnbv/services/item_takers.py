"""Which service takes which kind of item: as it comes from a phone, and when a person takes in later what was held."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from gnbv.permissions import Actor
from gnbv.services import (
    complaint_items,
    completions,
    household_proposals,
    inbox,
    meeting_items,
    messages,
    petition_items,
    posting_items,
    progress,
    surveys,
    visits,
)
from gnbv.services.sync_items import Answer, Item

Take = Callable[[Session, Actor, Item], Answer]
TAKERS: dict[str, Take] = {
    "survey": surveys.receive,
    "progress": progress.receive,
    "completion": completions.receive,
    "visit": visits.receive,
    "access": visits.receive_access,
    "message": messages.receive,
    "household": household_proposals.receive,
    "petition": petition_items.receive,
    "reading": inbox.receive,
    "meeting": meeting_items.receive,
    "posting_act": posting_items.receive,
    "complaint": complaint_items.receive,
}
# Idempotent by themselves (the newest progress wins, what was read stays read) and told often: they leave no row here.
UNRECORDED = ("progress", "reading")
# What these wrote until they met the conflict is undone; the item itself is then kept for a person.
CAN_CONFLICT = ("survey", "completion", "meeting")
# Each is true by itself: a second content under one id is one more of them, and nobody has to choose.
STAND_ALONE = ("visit", "access", "message", "household", "petition", "posting_act", "complaint")
# After a person has looked at what was held. Surveys have their own way (``late_items``).
LATE: dict[str, Take] = {
    "visit": visits.receive,
    "completion": completions.receive,
    "access": visits.receive_access,
    "message": messages.receive,
    "household": household_proposals.receive_looked_at,
    "petition": petition_items.receive,
    "meeting": meeting_items.receive_looked_at,
    "posting_act": posting_items.receive,
    "complaint": complaint_items.receive,
}
# Refused as a whole, also after looking: of these there is no second copy to choose from.
ONE_COPY = ("petition", "posting_act", "complaint")
