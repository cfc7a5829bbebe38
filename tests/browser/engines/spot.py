"""Locators and expectations over a WebDriver session, with the names that Playwright gives them.

So `taps`, `sheet` and `questions` tell one journey for every engine.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

from tests.browser.engines.wire import ELEMENT, Wire, until

# Words of a choice may lie under the box of the same choice: the finger meets that one.
HIT = """const [e] = arguments;
e.scrollIntoView({block: 'center', behavior: 'instant'});
const box = e.getBoundingClientRect();
window.gnbvHeard = false;
addEventListener('click', () => { window.gnbvHeard = true; }, { capture: true, once: true });
const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
return hit && e.closest('label')?.contains(hit) ? hit : e;"""
Words = str | re.Pattern[str]


def said(words: Words | None, exact: bool = False) -> dict[str, Any] | None:
    if isinstance(words, re.Pattern):
        return {"pattern": words.pattern, "flags": "i" if words.flags & re.IGNORECASE else ""}
    return None if words is None else {"words": words, "exact": exact}


class Spot:
    """Where on the page something is: looked for anew at each touch."""

    def __init__(self, wire: Wire, steps: list[Any]) -> None:
        self.wire = wire
        self.steps = steps

    def __repr__(self) -> str:
        return f"Spot({self.steps})"

    def then(self, *step: Any) -> Spot:
        return Spot(self.wire, [*self.steps, list(step)])

    def locator(self, selector: str) -> Spot:
        return self.then("visible") if selector == "visible=true" else self.then("css", selector)

    def get_by_text(self, text: Words, *, exact: bool = False) -> Spot:
        return self.then("text", said(text, exact))

    def get_by_label(self, text: Words, *, exact: bool = False) -> Spot:
        return self.then("label", said(text, exact))

    def get_by_role(
        self, role: str, *, name: Words | None = None, exact: bool = False, level: int = 0
    ) -> Spot:
        return self.then("role", role, said(name, exact), level)

    def filter(self, *, has_text: Words | None = None, has: Spot | None = None) -> Spot:
        found = self if has_text is None else self.then("having", said(has_text))
        return found if has is None else found.then("has", has.steps)

    def or_(self, other: Spot) -> Spot:
        return self.then("or", other.steps)

    @property
    def first(self) -> Spot:
        return self.then("first")

    @property
    def last(self) -> Spot:
        return self.then("last")

    def count(self) -> int:
        return len(self.wire.elements(self.steps))

    def all(self) -> list[dict[str, str]]:
        return self.wire.elements(self.steps)

    def one(self) -> dict[str, str]:
        """The one element; more than one is a mistake of the test."""
        found = until(self.all, f"nothing at {self}")
        assert len(found) == 1, f"{len(found)} at {self}"
        return dict(found[0])

    def ask(self, script: str) -> Any:
        """`script` over `e`, the element."""
        return until(lambda: [self.wire.run(f"const e = arguments[0]; {script}", self.one())], f"{self}")[0]

    def act(self, verb: str, body: dict[str, Any] | None = None) -> None:
        def touch() -> bool:
            found = self.one()
            self.wire.call("POST", f"/element/{found[ELEMENT]}/{verb}", body)
            return True

        until(touch, f"{verb} at {self}")

    def click(self) -> None:
        until(lambda: self.ask("return !e.disabled && !e.closest('[inert]')"), f"{self} may not be touched")
        until(self._touch, f"click at {self}")

    def _touch(self) -> bool:
        """Under the finger by its middle: a label may be wider than its words, a bar may lie over the edge."""
        found = self.one()
        hit = self.wire.run(HIT, found)
        self.wire.call("POST", f"/element/{hit[ELEMENT]}/click")
        # A page that is drawn anew between press and release hears no click: a person would touch again.
        # The driver may answer before the page has heard: touching too soon again would undo a tick.
        for _ in range(20):
            if self.wire.run("return window.gnbvHeard === true"):
                return True
            time.sleep(0.1)
        return False

    def fill(self, text: str) -> None:
        self._touch()
        self.act("clear")
        self.act("value", {"text": text})

    def set_input_files(self, path: Path) -> None:
        self.act("value", {"text": str(path)})

    def check(self) -> None:
        self.click()

    def is_visible(self) -> bool:
        return self.then("visible").count() > 0

    def is_checked(self) -> bool:
        return bool(self.ask("return e.checked"))

    def inner_text(self) -> str:
        return str(self.ask("return e.innerText"))


class Expectation:
    """`expect(spot)`: waits until it is so."""

    def __init__(self, spot: Spot) -> None:
        self.spot = spot

    def _holds(self, what: str, act: Any) -> None:
        until(act, f"{self.spot} {what}")

    def to_be_visible(self) -> None:
        self._holds("is not visible", self.spot.is_visible)

    def to_be_hidden(self) -> None:
        self._holds("is visible", lambda: not self.spot.is_visible())

    def to_have_count(self, count: int) -> None:
        self._holds(f"is not there {count} times", lambda: self.spot.count() == count)

    def to_be_checked(self) -> None:
        self._holds("is not checked", self.spot.is_checked)

    def to_have_value(self, value: str) -> None:
        self._holds(f"has not the value {value}", lambda: self.spot.ask("return e.value") == value)

    def to_have_text(self, text: str) -> None:
        self._holds(f"does not say {text}", lambda: self._text() == text)

    def to_contain_text(self, text: Words) -> None:
        pattern = text if isinstance(text, re.Pattern) else re.compile(re.escape(text), re.IGNORECASE)
        self._holds(f"does not contain {text}", lambda: pattern.search(self._text()))

    def _text(self) -> str:
        return re.sub(r"\s+", " ", str(self.spot.ask("return e.textContent"))).strip()
