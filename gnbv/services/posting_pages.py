"""A village's postings as a page shows them: the list in words, where it hangs, how many days are over, what is next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv import clock
from gnbv.models import Attachment, Complaint, Posting, PostingState, User, VillageReview, VillageStage
from gnbv.permissions import MEETING_ROLES, Actor
from gnbv.rules import posting as rules
from gnbv.services import (
    board_classes,
    complaints,
    posting_days,
    posting_rows,
    postings,
    procedure_files,
    village_reviews,
    working_days,
)
from gnbv.services.village_reviews import Gap

NOT_BEFORE = "Không"
UP_PHOTO, DOWN_PHOTO = "posting_up", "posting_down"


@dataclass(frozen=True)
class Line:
    """One row of the list in words: nothing but number, name, village, class before, result, by standard."""

    number: int
    name: str
    village: str
    before: dict[str, str]
    results: dict[str, str]
    codes: dict[str, str | None]

    @property
    def was(self) -> str:
        """The class before, in one word where it was neither poor nor near-poor."""
        return next(iter(self.before.values()), NOT_BEFORE)


@dataclass(frozen=True)
class Hanging:
    """A place where the list hangs or must hang."""

    code: str
    name: str
    up_at: datetime | None
    down_at: datetime | None
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The name where it stands first."""
        return self.name[:1].upper() + self.name[1:]


@dataclass(frozen=True)
class Broadcast:
    at: datetime
    by: str


@dataclass
class Shown:
    """One posting with all that its page needs. ``next_place``: where it must be put up or taken down next."""

    posting: Posting
    lines: list[Line]
    standards: dict[str, str]
    places: list[Hanging]
    least: int
    is_inferred: bool
    basis: str
    may_come_down: date | None
    days_over: int
    photos: dict[str, list[Attachment]]
    complaints: list[Complaint] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    may_act: bool = False
    people: dict[UUID, str] = field(default_factory=dict)

    @property
    def broadcasts(self) -> list[Broadcast]:
        said = self.posting.broadcasts
        return [Broadcast(datetime.fromisoformat(one["at"]), one["by"]) for one in said]

    @property
    def open_complaints(self) -> list[Complaint]:
        return [row for row in self.complaints if row.state in postings.OPEN]

    @property
    def not_up(self) -> list[Hanging]:
        return [one for one in self.places if one.up_at is None]

    @property
    def hanging(self) -> list[Hanging]:
        return [one for one in self.places if one.up_at is not None and one.down_at is None]

    @property
    def can_come_down(self) -> bool:
        return self.may_come_down is not None and clock.today() >= self.may_come_down


def lines(posting: Posting, locale: str = "vi") -> list[Line]:
    """The frozen list in words of ``locale``; the same for paper, page and screen."""
    return [
        Line(
            row["number"],
            row["name"],
            row["village"],
            {key: _was((row.get("before") or {}).get(key), locale) for key in posting.standards},
            {key: rules.words(code, locale) for key, code in rules.results(row).items()},
            rules.results(row),
        )
        for row in map(rules.public, posting.rows)
    ]


def standard_names(session: Session, posting: Posting, locale: str = "vi") -> dict[str, str]:
    names = board_classes.standard_names(session, posting.review.round, locale)
    return {key: names.get(key, key) for key in posting.standards}


def shown(session: Session, actor: Actor, posting: Posting, locale: str = "vi") -> Shown:
    """One posting for a page; the caller found it in scope and logs the read."""
    review = posting.review
    rule = posting_days.rule(session, review, posting_days.UP_RULE)
    least = posting_days.least(session, review)
    files = procedure_files.of(session, posting.tenant, [posting.id]).get(posting.id, [])
    yesterday = actor.today - timedelta(days=1)  # today is not over yet
    over = working_days.between(session, review.unit, posting.up_on, yesterday) if posting.up_on else 0
    is_live = posting.state in (PostingState.UP, PostingState.DOWN)
    return Shown(
        posting=posting,
        lines=lines(posting, locale),
        standards=standard_names(session, posting, locale),
        places=hangings(posting, locale),
        least=least,
        is_inferred=rule.is_inferred or not rule.least,
        basis=rule.basis,
        may_come_down=posting_days.may_come_down(posting),
        days_over=min(max(over, 0), least),
        photos={name: [file for file in files if file.question.startswith(name)] for name in (UP_PHOTO, DOWN_PHOTO)},
        complaints=complaints.of_posting(session, [posting.id], posting.tenant),
        changed=posting_rows.changed(session, posting) if is_live else [],
        may_act=actor.holds(MEETING_ROLES, review.unit.path),
        people=_people(session, posting),
    )  # fmt: skip


def hangings(posting: Posting, locale: str = "vi") -> list[Hanging]:
    """The places that are required, then those that somebody added."""
    known = {one["place"]: one for one in posting.places}
    review = posting.review
    required = [one.code for one in posting_days.places(review.round.unit, review.round)]
    return [
        Hanging(
            code,
            posting_days.place_name(posting, code, locale),
            _at(known.get(code, {}).get("up_at")),
            _at(known.get(code, {}).get("down_at")),
            tuple(known[code][key] for key in ("note", "down_note") if known.get(code, {}).get(key)),
        )
        for code in [*required, *(code for code in known if code not in required)]
    ]


def before_posting(session: Session, review: VillageReview) -> list[Gap]:
    """What is missing before a list may be put up, but for the list itself."""
    found = village_reviews.gaps(session, review, VillageStage.POSTING)
    return [gap for gap in found if gap.code != "not_up"]


def may_make(session: Session, review: VillageReview) -> bool:
    """Whether the village is where a list is made."""
    following = village_reviews.next_stage(session, review)
    return review.stage in postings.MADE_IN or following is VillageStage.POSTING


def _was(before: str | None, locale: str) -> str:
    if before in rules.BELOW:
        return rules.words(before, locale)
    return "None" if locale == "en" else NOT_BEFORE


def _at(text: object) -> datetime | None:
    return datetime.fromisoformat(str(text)) if text else None


def _people(session: Session, posting: Posting) -> dict[UUID, str]:
    ids = {one for one in (posting.made_by, posting.quiet_by) if one is not None}
    rows = session.execute(select(User.id, User.name).where(User.tenant == posting.tenant, User.id.in_(ids)))
    return {row.id: row.name for row in rows}
