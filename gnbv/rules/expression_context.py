"""Where an expression stands while it runs, and the names of what runs it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gnbv.rules.expression_values import Value

Tree = list[Any]


@dataclass(slots=True)
class Context:
    """The form, the node at hand, ``current()``, position and size of the set."""

    form: Any
    node: Any
    current: Any
    position: int = 1
    size: int = 1


Program = Callable[[Context], Value]
Build = Callable[[Tree], Program]
