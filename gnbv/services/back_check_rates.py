"""How often back-checks agree with the first surveys: per collector and per question, with counts and intervals."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Round, Unit, User
from gnbv.permissions import ASSIGNING_ROLES, Actor
from gnbv.rules import quality_collectors
from gnbv.rules.agreement import ONE_SIDED, SAME, wilson
from gnbv.rules.quality_collectors import Effect, Few
from gnbv.services import access, back_check_results, compiled, survey_words

# Below these nothing is said: chance alone would say it.
FEWEST_HOMES = 3
FEWEST_ANSWERS = 10


@dataclass
class Rate:
    """``agree`` of ``of`` compared answers in ``homes`` households. ``key``: a collector's id or a question's key."""

    key: str
    name: str = ""
    agree: int = 0
    of: int = 0
    homes: set[UUID] = field(default_factory=set)
    fewest_homes: int = 0

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.agree, self.of)

    @property
    def is_few(self) -> bool:
        return self.of < FEWEST_ANSWERS or len(self.homes) < self.fewest_homes


@dataclass(frozen=True)
class Rates:
    """``collectors`` with the fewest answers first as in ``funnel`` (rates of differences), ``questions`` with the most
    differences first. ``same_class`` of ``classed`` households came to the same class."""

    total: Rate
    collectors: list[Rate]
    questions: list[Rate]
    funnel: list[Effect | Few]
    same_class: int
    classed: int


def rates(
    session: Session, actor: Actor, round_: Round, *, with_asked: bool = False, locale: str = "vi"
) -> Rates:
    """Of the actor's units, of what was compared. Households that somebody asked for are left out unless ``with_asked``:
    they were chosen because something was wrong, and would make everybody look worse."""
    villages = set(session.scalars(access.units_in_scope(actor, ASSIGNING_ROLES).with_only_columns(Unit.id)))
    total, people, questions = Rate("total"), dict[str, Rate](), dict[str, Rate]()
    classes: Counter[bool] = Counter()
    for pair in back_check_results.pairs(session, round_):
        found = pair.check.agreement
        if pair.first.unit_id not in villages or not found.get("lines"):
            continue
        if not (pair.check.seed or with_asked):
            continue
        who = people.setdefault(str(pair.first.collector_id), Rate(str(pair.first.collector_id)))
        who.fewest_homes = FEWEST_HOMES
        if found.get("same_class") is not None:
            classes[found["same_class"]] += 1
        for key, verdict in found["lines"].values():
            if verdict == ONE_SIDED:
                continue
            for one in (total, who, questions.setdefault(key, Rate(key))):
                one.of += 1
                one.agree += verdict == SAME
                one.homes.add(pair.first.household_id)
    _name(session, round_, people, questions, locale)
    ordered = sorted(people.values(), key=lambda one: (one.of, one.key))
    spoken = {one.key: one for one in ordered if not one.is_few}
    placed = {
        one.collector: one
        for one in quality_collectors.funnel(
            "differs",
            {key: one.of - one.agree for key, one in people.items()},
            {key: one.of for key, one in people.items()},
            fewest=FEWEST_ANSWERS,
        )
    }
    funnel = [
        placed[one.key] if one.key in spoken else Few(one.key, "differs", one.of - one.agree, one.of)
        for one in ordered
    ]
    by_need = sorted(questions.values(), key=lambda one: (one.is_few, one.agree / one.of, one.key))
    return Rates(total, ordered, by_need, funnel, classes[True], sum(classes.values()))


def _name(
    session: Session, round_: Round, people: dict[str, Rate], questions: dict[str, Rate], locale: str
) -> None:
    ids = [UUID(key) for key in people]
    for user in session.scalars(select(User).where(User.tenant == round_.tenant, User.id.in_(ids))):
        people[str(user.id)].name = user.name
    (sheet,) = compiled.sheets_by_id(session, round_.tenant, {round_.form_version_id})
    writer = survey_words.writer(sheet.compiled, {}, round_.opens_on, locale)
    for key, one in questions.items():
        one.name = writer.title(key)
