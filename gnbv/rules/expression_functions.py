"""The functions a form may call: name → (fewest, most) arguments. ``None`` = any number.

The list is what ``form check`` refuses by and what docs/forms.md prints; both interpreters have each one.
"""

ARITY: dict[str, tuple[int, int | None]] = {
    # choices and repeats
    "selected": (2, 2),
    "is-selected": (2, 2),
    "selected-at": (2, 2),
    "count-selected": (1, 1),
    "jr:choice-name": (2, 2),
    "jr:itext": (1, 1),
    "indexed-repeat": (3, 11),
    "position": (0, 1),
    "last": (0, 0),
    "count": (1, 1),
    "count-non-empty": (1, 1),
    "sum": (1, 1),
    "max": (1, None),
    "min": (1, None),
    "current": (0, 0),
    "instance": (1, 1),
    "pulldata": (4, 4),
    "randomize": (1, 2),
    "name": (0, 1),
    "local-name": (0, 1),
    # logic
    "if": (3, 3),
    "coalesce": (1, None),
    "once": (1, 1),
    "not": (1, 1),
    "true": (0, 0),
    "false": (0, 0),
    "boolean": (1, 1),
    "boolean-from-string": (1, 1),
    "checklist": (3, None),
    "weighted-checklist": (4, None),
    "depend": (1, None),
    # text
    "string": (0, 1),
    "concat": (1, None),
    "join": (2, None),
    "substr": (2, 3),
    "substring": (2, 3),
    "substring-before": (2, 2),
    "substring-after": (2, 2),
    "translate": (3, 3),
    "contains": (2, 2),
    "starts-with": (2, 2),
    "ends-with": (2, 2),
    "string-length": (0, 1),
    "normalize-space": (0, 1),
    "regex": (2, 2),
    "uuid": (0, 1),
    "digest": (2, 3),
    "base64-decode": (1, 1),
    "version": (0, 0),
    # numbers
    "number": (0, 1),
    "int": (1, 1),
    "round": (1, 2),
    "floor": (1, 1),
    "ceiling": (1, 1),
    "abs": (1, 1),
    "pow": (2, 2),
    "sqrt": (1, 1),
    "exp": (1, 1),
    "exp10": (1, 1),
    "log": (1, 1),
    "log10": (1, 1),
    "sin": (1, 1),
    "cos": (1, 1),
    "tan": (1, 1),
    "asin": (1, 1),
    "acos": (1, 1),
    "atan": (1, 1),
    "atan2": (2, 2),
    "pi": (0, 0),
    "random": (0, 0),
    # dates
    "today": (0, 0),
    "now": (0, 0),
    "date": (1, 1),
    "date-time": (1, 1),
    "decimal-date-time": (1, 1),
    "decimal-time": (1, 1),
    "format-date": (2, 2),
    "format-date-time": (2, 2),
    # places
    "distance": (1, None),
    "area": (1, 1),
    "enclosed-area": (1, 1),
    "geofence": (2, 2),
}

#: Functions that stand on the phone in modules loaded only by forms that call one (``rare.js``, ``seldom.js``).
RARE = frozenset(
    {
        "acos", "area", "asin", "atan", "atan2", "base64-decode", "boolean-from-string", "checklist", "cos",
        "count-non-empty", "decimal-date-time", "decimal-time", "depend", "digest", "distance",
        "enclosed-area", "ends-with", "exp", "exp10", "geofence", "log", "log10", "pi", "pow", "random",
        "randomize", "sin", "sqrt", "substring", "substring-after", "substring-before", "tan", "uuid",
        "version", "weighted-checklist",
    }
)  # fmt: skip

#: These want a node set, not a value, as their first argument.
NODESETS = frozenset({"count", "count-non-empty", "sum", "randomize"})

#: Functions over all instances of a question.
GATHERING = NODESETS | {"max", "min", "join", "concat", "checklist", "weighted-checklist", "area", "distance"}
