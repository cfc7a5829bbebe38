"""One survey's answers under one compiled form: the same object as in ``static/js/rules/form.js``.

``Instance`` never refuses an answer: what is wrong with it is told by ``problems()`` and ``rows()``.
"""

import unicodedata
import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from gnbv.rules import form_report
from gnbv.rules.expression import Tree, evaluate, test
from gnbv.rules.expression_dates import DAY_MS, OFFSET_MINUTES, days_from_civil, moment_text
from gnbv.rules.expression_values import Value
from gnbv.rules.form_engine import Engine
from gnbv.rules.form_lookups import Lookups
from gnbv.rules.form_tree import AnswersProblem, Element, Repeat
from gnbv.rules.form_tree import Tree as AnswerTree
from gnbv.rules.form_types import CHOICES, fits, written

__all__ = ["AnswersProblem", "Instance"]


class Instance(Lookups):
    """Raises AnswersProblem when the answers do not have the form's shape.

    ``today`` is the civil day of the survey; ``now`` its instant (the start of that day when left out).
    ``prefill``: values by key or by preload name (deviceid, username…) for questions without an answer.
    """

    def __init__(
        self,
        compiled: dict[str, Any],
        answers: dict[str, Any],
        *,
        today: date,
        now: datetime | None = None,
        new_id: Callable[[], str] = lambda: str(uuid.uuid4()),
        prefill: dict[str, str] | None = None,
        language: str | None = None,
    ) -> None:
        super().__init__(compiled, language, today.isoformat(), _civil_text(today, now))
        self.new_id = new_id
        self._prefill = prefill or {}
        self.tree = AnswerTree(compiled, answers, new_id)
        self.find = self.tree.find
        self.engine = Engine(self.tree, self)
        self._open()

    def set(self, ref: str, value: str) -> list[str]:
        """Give an answer; returns the refs of everything that hung on it. Raises KeyError for an unknown ref."""
        element = self.element(ref)
        text = unicodedata.normalize("NFC", value)
        element.given = True
        if text != element.kept:
            element.kept = text
            self._answered(element)
        return self._settled()

    def add(self, repeat_key: str, parent_id: str | None = None) -> str:
        """Open an instance at the end of a repeat (``parent_id``: the instance around it); returns its id."""
        index = self.by_key[repeat_key]
        above = self.tree.by_id[parent_id] if parent_id else self.tree.root
        parent = self.tree.find(above, above.n, self.nodes[index]["parent"], everything=True)[0]
        repeat = parent.kids[index]
        assert isinstance(repeat, Repeat)
        element = self.tree.add(repeat, {}, self.tree.path(parent) + "/" + repeat.name)
        self.open_instance(element)
        self.engine.shape_changed(repeat)
        self._settled()
        return element.id

    def remove(self, instance_id: str) -> list[str]:
        element = self.tree.by_id[instance_id]
        repeat = self.tree.repeat_of(element)
        repeat.all.remove(element)
        self.tree.forget(element)
        self.engine.shape_changed(repeat)
        return self._settled()

    def value(self, ref: str) -> str:
        return self.element(ref).v

    def is_relevant(self, ref: str) -> bool:
        return self.element(ref).on

    def is_required(self, element: Element) -> bool:
        required = self.nodes[element.n].get("required", False)
        return required if isinstance(required, bool) else test(required, self._context(element))

    def rows(self) -> Iterator[dict[str, Any]]:
        """One row per question instance in document order, as ``form evaluate`` prints them."""
        return form_report.rows(self)

    def problems(self) -> list[dict[str, str]]:
        return form_report.problems(self)

    def answers(self) -> dict[str, Any]:
        """Relevant answers only, without empty ones; an emptied default stays as ""."""
        return form_report.answers(self)

    def instances(self, repeat_key: str, parent_id: str | None = None) -> list[str]:
        """Ids of the relevant instances."""
        above = self.tree.by_id[parent_id] if parent_id else self.tree.root
        return [element.id for element in self.tree.find(above, above.n, self.by_key[repeat_key])]

    def evaluate(self, tree: Tree, ref: str | None = None) -> Value:
        """Run a tree of one's own (a pack's) over the answers, from the root or from a ref."""
        return evaluate(tree, self._context(self.element(ref) if ref else self.tree.root))

    def fault(self, element: Element) -> str:
        """``required``, ``type``, ``constraint`` or "" for a relevant question."""
        node = self.nodes[element.n]
        if not element.on:
            return ""
        if not element.v:
            return "required" if self.is_required(element) else ""
        if not fits(node, element.v, self.taken(element) if node["type"] in CHOICES else None):
            return "type"
        return (
            ""
            if "constraint" not in node or test(node["constraint"], self._context(element))
            else "constraint"
        )

    # Opening and answering.

    def _open(self) -> None:
        elements = list(self.tree.walk(self.tree.root))
        for element in elements:
            if not element.kids and element.n >= 0 and (self._prefill or element.n in self.plan.preloaded):
                self._prefilled(element)
        self.engine.open(elements)
        for element in elements:
            if element.n not in self.plan.followed or element.kids:
                continue  # nothing follows, a group, or cut off by a count meanwhile
            self._dynamic_default(element)
            if element.kept:
                self._trigger(element)
            self.engine.run()
        self.engine.touched.clear()

    def open_instance(self, top: Element) -> None:
        """A new instance of a repeat takes its defaults, fixed and dynamic."""
        for element in self.tree.walk(top):
            if not element.kids:
                self._prefilled(element)
                self._dynamic_default(element)

    def _prefilled(self, element: Element) -> None:
        if element.given:
            return
        node = self.nodes[element.n]
        preload = node.get("preload", "")
        given = self._prefill.get(node["key"], self._prefill.get(preload, ""))
        element.kept = given or {"today": self._today, "start": self._now, "end": self._now}.get(
            preload, element.kept
        )

    def _dynamic_default(self, element: Element) -> None:
        node = self.nodes[element.n]
        if element.given or "dynamic_default" not in node or element.kept:
            return
        text = written(node, evaluate(node["dynamic_default"], self._context(element)))
        if text != element.kept:
            element.kept = text
            self.engine.changed(element)

    def _answered(self, element: Element) -> None:
        self.engine.changed(element)
        self._trigger(element, again=True)

    def _trigger(self, element: Element, again: bool = False) -> None:
        """Values that follow a change of this question; at opening only those not yet there."""
        for index, tree in self.nodes[element.n].get("triggers", ()):
            up = self.tree.climb(element, self.nodes[index]["repeat"]) or self.tree.root
            for target in self.tree.find(up, up.n, index, everything=True):
                if again or not target.given:
                    target.kept = written(self.nodes[index], evaluate(tree, self._context(target)))
                    self.engine.changed(target)

    def _settled(self) -> list[str]:
        self.engine.run()
        refs = [self.ref(element) for element in self.engine.touched.values() if element.n >= 0]
        self.engine.touched.clear()
        return refs


def _civil_text(today: date, now: datetime | None) -> str:
    day = days_from_civil(today.year, today.month, today.day) * DAY_MS
    if now is None:
        return moment_text(day)
    offset = now.utcoffset()
    away = int(offset.total_seconds()) // 60 if offset is not None else OFFSET_MINUTES
    ms = days_from_civil(now.year, now.month, now.day) * DAY_MS
    ms += (
        (now.hour * 60 + now.minute + OFFSET_MINUTES - away) * 60 + now.second
    ) * 1000 + now.microsecond // 1000
    return moment_text(ms)
