"""A sheet as it stands on paper: sections, questions with boxes to tick, and the roster as a table of members.

Numbers and order are those of the phone (``form_pages``), so that paper and phone can be laid side by side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gnbv.rules.form import Instance
from gnbv.services import form_pages
from gnbv.services.form_parts import Part

PEOPLE_A_TABLE = 5
NEW_PEOPLE = 2
# What only a screen can do, or what the phone computes.
NOT_ON_PAPER = {"derived", "warning", "hint", "result", "overrides"}
UNITS = {"m2": "m²", "kwh": "kWh", "sao": "sào", "head": "con", "million-vnd": "triệu đồng", "points": "điểm"}


@dataclass
class Question:
    """``text`` is None where there is a line to write on; ``options`` are label and whether it is ticked."""

    number: str
    label: str
    hint: str
    text: str | None
    unit: str
    options: list[tuple[str, bool]]
    is_note: bool = False
    is_file: bool = False
    is_text: bool = False


@dataclass
class RosterRow:
    number: str
    label: str
    hint: str
    legend: list[str]
    cells: list[str]


@dataclass
class Roster:
    """A table of at most five people: names above, a question a row."""

    names: list[str]
    rows: list[RosterRow]


@dataclass
class Section:
    number: str
    title: str
    blocks: list[Question | Roster] = field(default_factory=list)


def blank(instance: Instance, locale: str) -> list[Section]:
    """Everything that may be asked of a household, with what ``instance`` already knows filled in."""
    return _Paper(instance, locale, is_blank=True).sections()


def finished(instance: Instance, locale: str) -> list[Section]:
    """What was asked and answered."""
    return _Paper(instance, locale, is_blank=False).sections()


class _Paper:
    def __init__(self, instance: Instance, locale: str, *, is_blank: bool) -> None:
        self.instance = instance
        self.locale = locale
        self.is_blank = is_blank
        names = instance.compiled["languages"]
        default = instance.compiled["default_language"]
        self.language = next((name for name in names if name.endswith(f"({locale})")), default)

    def sections(self) -> list[Section]:
        found = []
        for part in form_pages.parts(self.instance.compiled, self.locale):
            if self.is_blank and any("result" in child.tokens for child in part.parts):
                continue
            section = Section(part.number, part.label)
            section.blocks = list(self.blocks(part))
            if section.blocks:
                found.append(section)
        return found

    def blocks(self, part: Part) -> Iterator[Question | Roster]:
        for child in part.parts:
            if child.control == "repeat":
                rows = [*child.parts, *(one for one in part.lists if one.repeat == child.key)]
                yield from self.rosters(child.key, rows)
            elif NOT_ON_PAPER.isdisjoint(child.tokens) and self.is_wanted(child):
                if child.control == "group":
                    yield from self.blocks(child)
                else:
                    yield self.question(child)

    def is_wanted(self, part: Part) -> bool:
        """A blank sheet has every question of a standard the round asks, but no pictures: it is signed at its foot."""
        if not self.is_blank or part.control == "note":
            return self.instance.is_relevant(part.key)
        if part.key.startswith("b1n_"):
            return "vn-2027-2030" in self.instance.value("round_standards")
        return part.control not in ("photo", "signature", "position") and not part.key.startswith("sign_")

    def question(self, part: Part) -> Question:
        # Outside the roster a blank sheet knows nothing: what the register has is asked again.
        is_open = self.is_blank or part.control == "note"
        value = "" if is_open else self.instance.value(part.key)
        options = []
        if part.choices:
            chosen = value.split()
            offered = self.instance.offered(self.instance.element(part.key)) or []
            options = [(label, choice in chosen) for choice, label in part.choices if choice in offered]
        if part.companion is not None:
            options = [(part.companion.label, not is_open and bool(self.instance.value(part.companion.key)))]
        is_file = part.control in ("photo", "signature", "position")
        return Question(
            number=part.number,
            label=self.label(part),
            hint=part.hint if self.is_blank else "",
            text=(self.words(part, value) or None) if not is_file else ("✓" if value else None),
            unit=UNITS.get(part.unit, ""),
            options=options,
            is_note=part.control == "note",
            is_file=is_file,
            is_text=part.control == "text",
        )

    def rosters(self, repeat: str, questions: list[Part]) -> Iterator[Roster]:
        people: list[str | None] = list(self.instance.instances(repeat))
        if self.is_blank:
            people += [None] * NEW_PEOPLE
        asked = [part for part in questions if self.is_column(part)]
        name = next((part for part in asked if "roster-label" in part.tokens), None)
        for start in range(0, len(people), PEOPLE_A_TABLE):
            some = people[start : start + PEOPLE_A_TABLE]
            rows = [self.row(part, some) for part in asked if part is not name]
            names = [self.cell(name, person) if name else "" for person in some]
            yield Roster(names, [row for row in rows if self.is_blank or any(row.cells)])

    def is_column(self, part: Part) -> bool:
        """Labels that speak of one person's answers have no row of their own on a blank sheet."""
        if part.control in ("note", "group", "repeat", "derived"):
            return False
        return not (self.is_blank and part.label_moves) and "unknown-for" not in part.tokens

    def row(self, part: Part, people: list[str | None]) -> RosterRow:
        few = part.choices if len(part.choices) <= form_pages.CHOICES_ON_PAGE else []
        return RosterRow(
            number=part.number,
            label=part.label,
            hint=part.hint if self.is_blank else "",
            legend=[label for _, label in few] if self.is_blank else [],
            cells=[self.cell(part, person) for person in people],
        )

    def cell(self, part: Part, person: str | None) -> str:
        # A citizen number stays off paper that may be lost; it is written in by hand or read from the card.
        if person is None or (self.is_blank and part.key == "citizen_id"):
            return ""
        ref = f"{part.key}@{person}"
        return self.words(part, self.instance.value(ref)) if self.instance.is_relevant(ref) else ""

    def words(self, part: Part, value: str) -> str:
        if part.choices:
            labels = dict(part.choices)
            return ", ".join(labels.get(one, one) for one in value.split())
        if part.type == "date" and value.count("-") == 2:
            year, month, day = value.split("-")
            return f"{int(day)}/{int(month)}/{year}"
        return value.replace(".", ",") if part.type == "decimal" and self.locale == "vi" else value

    def label(self, part: Part) -> str:
        parts = self.instance.compiled["texts"].get(f"{part.path}:label", {}).get(self.language, [part.label])
        return self.instance.text(parts) if part.label_moves else part.label
