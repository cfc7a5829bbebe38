"""What the pages of a form are made of: one part a question, note, group or repeat, and the control that shows it."""

from dataclasses import dataclass, field
from typing import Any

_CONTROLS = {
    "int": "number",
    "decimal": "number",
    "select1": "one",
    "select": "many",
    "rank": "rank",
    "date": "date",
    "binary": "photo",
    "image": "photo",
    "geopoint": "position",
    "geotrace": "track",
    "geoshape": "track",
    "barcode": "barcode",
    "acknowledge": "acknowledge",
    "trigger": "acknowledge",
    "time": "time",
    "dateTime": "datetime",
}
# Controls made of several inputs: a fieldset with a legend, where the others have one label.
_GROUPED = {"one", "many", "rank", "date", "photo", "signature", "file", "position", "track", "roster"}
# Looks that only some sheets use; their styles and modules come with the first such sheet.
_RARE_CONTROLS = {"range", "rank", "track", "file", "barcode", "picker"}
_RARE_TOKENS = {"likert", "columns-pack", "no-buttons", "list-nolabel", "list", "rating", "annotate", "draw"}
_KEYBOARDS = {"numbers": "numeric", "url": "url", "email": "email", "tel": "tel", "phone": "tel"}


@dataclass
class Part:
    """One thing of a section as the templates need it: a question, a note, a group or a repeat."""

    key: str
    path: str
    control: str
    type: str
    label: str
    label_moves: bool
    hint: str
    hint_moves: bool
    tokens: list[str]
    choices: list[tuple[str, str]]
    in_repeat: bool
    required: bool
    repeat: str = ""
    number: str = ""
    guidance: str = ""
    accepts: str = ""
    parameters: dict[str, str] = field(default_factory=dict)
    # Pictures and sounds beside the question, and beside single choices: (kind, address).
    media: list[tuple[str, str]] = field(default_factory=list)
    choice_media: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    # Whether the sheet is written in several languages, so that its texts may be exchanged on the page.
    speaks: bool = False
    companion: "Part | None" = None
    parts: list["Part"] = field(default_factory=list)
    lists: list["Part"] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The part of HTML ids that names this question; the binder puts the instance for `@@`."""
        return f"{self.key}@@" if self.in_repeat else self.key

    @property
    def grouped(self) -> bool:
        return self.control in _GROUPED

    @property
    def unit(self) -> str:
        """The code of the unit beside the number, such as `m2`; empty without one."""
        if "points" in self.tokens:
            return "points"
        return next((token[5:] for token in self.tokens if token.startswith("unit-")), "")

    @property
    def rest(self) -> str:
        """The value that the button for all others writes in a list over the roster."""
        return next((token[5:] for token in self.tokens if token.startswith("rest-")), "")

    @property
    def layout(self) -> str:
        """How the choices stand: the classes of their list."""
        tokens = set(self.tokens)
        if tokens & {"likert", "list-nolabel", "list", "rating"}:
            return " likert"
        columns = next(
            (token for token in self.tokens if token[:8] == "columns-" and token[8:].isdigit()), ""
        )
        found = [columns and f"columns {columns[:9]}", "pack" if "columns-pack" in tokens else ""]
        found += ["two" if tokens & {"columns", "two"} else "", "bare" if "no-buttons" in tokens else ""]
        return "".join(f" {name}" for name in found if name)

    @property
    def bounds(self) -> tuple[str, str]:
        """The least and the most of a range; a sheet may count downwards."""
        least, most = sorted((self.parameters["start"], self.parameters["end"]), key=float)
        return least, most

    @property
    def keyboard(self) -> str:
        """The keys that a phone offers for a text."""
        return next((_KEYBOARDS[token] for token in self.tokens if token in _KEYBOARDS), "")

    @property
    def rare(self) -> bool:
        """Whether this part or one below it needs more than the pages have at hand."""
        columns = any(token[:8] == "columns-" for token in self.tokens)
        return (
            self.control in _RARE_CONTROLS
            or columns
            or bool(_RARE_TOKENS & set(self.tokens) or self.media or self.choice_media)
            or any(part.rare for part in [*self.parts, *self.lists])
        )


def control_of(node: dict[str, Any], tokens: list[str]) -> str:
    """The name of the control that shows a node; `choices` decide later between a list on the page and a sheet."""
    kind, type_ = node["kind"], node.get("type", "")
    if kind in {"group", "repeat", "note"}:
        return str(kind)
    if node.get("generated") and node.get("readonly") is True:
        return "note"  # the heading of a table of questions
    if "derived" in tokens or "calculate" in node or kind == "calculate":
        return "derived"
    if "signature" in tokens or "draw" in tokens:
        return "signature"
    if "ask-roster" in tokens:
        return "roster"
    if type_ == "binary" and not str(node.get("media") or "image").startswith("image"):
        return "file"
    if type_ in {"int", "decimal"} and {"start", "end"} <= set(node.get("parameters") or ()):
        return "picker" if "picker" in tokens else "one" if "rating" in tokens else "range"
    return _CONTROLS.get(type_, "text")


def around(part: Part, label: str) -> Part:
    """A section for what stands outside of every group: questions one after the other, or a repeat."""
    return Part(
        key=part.key,
        path=part.path,
        control="group",
        type="",
        label=label,
        label_moves=False,
        hint="",
        hint_moves=False,
        tokens=[],
        choices=[],
        in_repeat=False,
        required=False,
        parts=[part],
    )


def steps(parameters: dict[str, str]) -> list[tuple[str, str]]:
    """The values of a range as choices, at most a hundred: numbers as people write them."""
    start, end, step = (float(parameters.get(name) or 1) for name in ("start", "end", "step"))
    step = abs(step) or 1.0
    count = min(100, int(round(abs(end - start) / step, 6)))
    by = step if end >= start else -step
    values = [f"{round(start + by * at, 6):.6f}".rstrip("0").rstrip(".") for at in range(count + 1)]
    return [(value, value) for value in values]
