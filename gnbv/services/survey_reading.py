"""A survey as a person reads it: sections, answers in words, last year beside them, remarks where they belong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Comment, FormVersion, Household, Person, Result, Revision, Survey
from gnbv.permissions import Actor
from gnbv.rules.form import Instance
from gnbv.services import comments, packs, surveys

HIDDEN_KINDS = ("hidden", "meta", "calculate", "note")


@dataclass
class AnswerRow:
    """One answer of one question (of one member). ``last`` is last year's in words, empty when unknown."""

    key: str
    instance_id: str | None
    label: str
    who: str
    text: str
    last: str
    is_file: bool
    comments: list[Comment] = field(default_factory=list)
    draft: Comment | None = None

    @property
    def ref(self) -> str:
        return f"{self.key}@{self.instance_id}" if self.instance_id else self.key

    @property
    def changed(self) -> bool:
        return bool(self.last) and self.last != self.text

    @property
    def same(self) -> bool:
        return bool(self.last) and self.last == self.text


@dataclass
class Section:
    key: str
    title: str
    rows: list[AnswerRow] = field(default_factory=list)


@dataclass
class Reading:
    """Everything the reading page shows."""

    survey: Survey
    revision: Revision
    household: Household
    sections: list[Section]
    results: list[Result]
    meta: dict[str, Any]
    drafts: list[Comment]
    # standard → indicator's code → its name by language
    indicators: dict[str, dict[str, dict[str, str]]]

    def row(self, ref: str) -> AnswerRow | None:
        return next((row for section in self.sections for row in section.rows if row.ref == ref), None)

    @property
    def same_count(self) -> int:
        return sum(row.same for section in self.sections for row in section.rows)


def read(session: Session, actor: Actor, survey: Survey, locale: str = "vi") -> Reading:
    """The current revision of a survey the actor may read; the caller has logged the read."""
    revision = session.get_one(Revision, (survey.tenant, survey.revision_id))
    version = session.get_one(FormVersion, (survey.tenant, revision.form_version_id))
    document = surveys.document_of(session, revision)
    household = session.get_one(Household, (survey.tenant, survey.household_id))
    made_on = str(document.get("meta", {}).get("today") or revision.made_on)
    instance = Instance(version.compiled, document["answers"], today=date.fromisoformat(made_on))
    sections = _Writer(version.compiled, locale, _last_year(session, household), instance).sections(
        document["answers"]
    )
    drafts = comments.unsent(session, actor, survey)
    sent = session.scalars(
        select(Comment)
        .where(
            Comment.tenant == survey.tenant, Comment.survey_id == survey.id, Comment.decision_id.is_not(None)
        )
        .order_by(Comment.written_at)
    ).all()
    results = session.scalars(
        select(Result)
        .where(Result.tenant == survey.tenant, Result.revision_id == revision.id)
        .order_by(Result.standard)
    ).all()
    reading = Reading(
        survey=survey,
        revision=revision,
        household=household,
        sections=sections,
        results=list(results),
        meta=document.get("meta", {}),
        drafts=drafts,
        indicators={result.standard: _indicator_names(session, result) for result in results},
    )
    for remark in sent:
        if row := reading.row(_ref(remark)):
            row.comments.append(remark)
    for remark in drafts:
        if row := reading.row(_ref(remark)):
            row.draft = remark
    return reading


def _ref(remark: Comment) -> str:
    return f"{remark.question}@{remark.instance_id}" if remark.instance_id else remark.question


def _indicator_names(session: Session, result: Result) -> dict[str, dict[str, str]]:
    """Names as in the pack that the result was computed by: the result itself keeps codes only."""
    pack = packs.get(session, result.tenant, result.standard, result.pack_version)
    return {indicator["code"]: indicator["name"] for indicator in pack.data["indicators"]}


def _last_year(session: Session, household: Household) -> dict[str, dict[str, str]]:
    """Last facts by person id (``""`` for the household), each a dictionary of question key to value."""
    people = session.scalars(
        select(Person).where(
            Person.tenant == household.tenant,
            Person.id.in_([membership.person_id for membership in household.memberships]),
        )
    )
    facts: dict[str, dict[str, str]] = {"": dict(household.facts)}
    for person in people:
        facts[str(person.id)] = dict(person.facts)
    return facts


class _Writer:
    """Turns an answers document into rows of words, in one language."""

    def __init__(
        self, compiled: dict[str, Any], locale: str, last: dict[str, dict[str, str]], instance: Instance
    ) -> None:
        self.compiled = compiled
        self.instance = instance
        self.language = self._language(locale)
        self.last = last
        self.children: dict[int, list[dict[str, Any]]] = {}
        for node in compiled["nodes"]:
            self.children.setdefault(node["parent"], []).append(node)

    def sections(self, answers: dict[str, Any]) -> list[Section]:
        made = []
        for node in self.children.get(-1, []):
            if node["kind"] not in ("group", "repeat"):
                continue
            rows = list(self._rows(node, answers.get(node["name"]), None, "", ""))
            if rows:
                made.append(Section(node["key"], self._text(node, "label") or node["name"], rows))
        return made

    def _rows(
        self, node: dict[str, Any], value: Any, instance: str | None, who: str, person: str
    ) -> Iterator[AnswerRow]:
        if node["kind"] == "repeat":
            for item in value if isinstance(value, list) else []:
                name = str(item.get("full_name") or item.get("name") or "")
                for child in self.children.get(node["i"], []):
                    yield from self._rows(
                        child,
                        item.get(child["name"]),
                        str(item.get("_id")),
                        name,
                        str(item.get("person_id") or ""),
                    )
        elif node["kind"] == "group":
            inner = value if isinstance(value, dict) else {}
            for child in self.children.get(node["i"], []):
                yield from self._rows(child, inner.get(child["name"]), instance, who, person)
        elif node["kind"] not in HIDDEN_KINDS and value not in (None, ""):
            last = self.last.get(person, {}).get(node["key"])
            yield AnswerRow(
                key=node["key"],
                instance_id=instance,
                label=self._label(node, instance),
                who=who,
                text=self._words(node, str(value)),
                last="" if last is None else self._words(node, str(last)),
                is_file=node.get("type") == "binary",
            )

    def _words(self, node: dict[str, Any], value: str) -> str:
        labels = {
            choice["value"]: self._of(choice.get("label")) or choice["value"]
            for choice in self.compiled["lists"].get(node.get("choices") or "", [])
        }
        if labels:
            return ", ".join(labels.get(part, part) for part in value.split())
        if node.get("type") == "date" and len(value) == 10 and value[4] == "-":
            return "/".join(str(int(part)) for part in reversed(value.split("-")))
        return value

    def _label(self, node: dict[str, Any], instance: str | None) -> str:
        """The question in words; the notice, a page of text, is named by its short hint."""
        if "notice" in node.get("appearance", ()):
            return self._text(node, "hint") or node["name"]
        parts = self._of(self.compiled["texts"].get(f"{node['path']}:label")) or []
        if isinstance(parts, str):
            return parts
        near = self.instance.element(f"{node['key']}@{instance}" if instance else node["key"])
        return self.instance.text(parts, near).strip() or str(node["name"])

    def _text(self, node: dict[str, Any], kind: str) -> str:
        parts = self._of(self.compiled["texts"].get(f"{node['path']}:{kind}")) or []
        if isinstance(parts, str):
            return parts
        return "".join(part if isinstance(part, str) else "…" for part in parts).strip()

    def _of(self, by_language: Any) -> Any:
        if not isinstance(by_language, dict):
            return by_language
        return by_language.get(self.language) or next(iter(by_language.values()), "")

    def _language(self, locale: str) -> str:
        names: list[str] = self.compiled.get("languages") or []
        fitting = (name for name in names if name == locale or name.endswith(f"({locale})"))
        return next(fitting, self.compiled.get("default_language") or "default")
