"""XPath 1.0 text, as XLSForm writes it, to a syntax tree (nested tuples).

The tree here is only what was written; ``expression_paths`` then ties its paths to the nodes of a form.
Shapes: ``("num", text)``, ``("str", text)``, ``("neg", x)``, ``(operator, left, right)`` (``or``, ``and``, ``+`` may have more),
``("call", name, [args])``, ``("path", start, [steps])`` where start is ``"/"``, ``"."`` or a tree and a
step is ``(axis, name, [predicates])``, and ``("filter", tree, [predicates])``.
"""

import re
import unicodedata
from typing import Any

MAX_LENGTH = 32_768
MAX_DEPTH = 120

Syntax = tuple[Any, ...]

AXES = {
    "child": "c",
    "parent": "p",
    "self": "s",
    "descendant": "d",
    "descendant-or-self": "ds",
    "ancestor": "a",
    "ancestor-or-self": "as",
    "preceding-sibling": "ps",
    "following-sibling": "fs",
    "attribute": "@",
}
OPERATORS = [("or",), ("and",), ("=", "!="), ("<=", "<", ">=", ">"), ("+", "-"), ("*", "div", "mod"), ("|",)]
FLAT = ("or", "and", "+")  # a hundred of them in a row must not nest a hundred deep
_LEVELS = {operator: level for level, operators in enumerate(OPERATORS) for operator in operators}
_WORDS = {"or", "and", "div", "mod"}
_NAME = r"[^\W\d][\w.\-·]*"
_TOKEN = re.compile(
    r"\s*(?:(?P<num>\d+(?:\.\d*)?|\.\d+)"
    r"|(?P<str>\"[^\"]*\"|'[^']*')"
    rf"|(?P<name>{_NAME}(?::(?!:){_NAME})?)"
    r"|(?P<op>\.\.|::|//|!=|<=|>=|[/.@()\[\],|+\-=<>*]))"
)


class SyntaxProblem(ValueError):
    """What is wrong with an expression: ``code`` names it, ``detail`` is the part of the text."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def parse(text: str) -> Syntax:
    """Parse one expression; raises SyntaxProblem. Text is normalised to NFC first."""
    if len(text) > MAX_LENGTH:
        raise SyntaxProblem("too_long")
    return _Parser(_tokens(unicodedata.normalize("NFC", text))).whole()


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise SyntaxProblem("unexpected", text[at:].strip()[:20])
        kind, token = match.lastgroup, match.group(match.lastgroup)
        before = found[-1] if found else None
        operand_ended = before is not None and (
            before[0] in ("num", "str", "name")
            or (before[0] == "op" and before[1] in (")", "]", ".", "..", "star"))
        )
        if kind == "name" and operand_ended and token in _WORDS:
            kind = "op"
        elif kind == "name" and operand_ended:
            raise SyntaxProblem("unexpected", token)
        elif token == "*" and kind == "op" and not operand_ended:
            token = "star"
        found.append((kind, token))
        at = match.end()
    return found


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0
        self.closed: Syntax = ()  # the last tree in brackets: it does not join the chain around it

    def whole(self) -> Syntax:
        if not self.tokens:
            raise SyntaxProblem("empty")
        tree = self.binary(0)
        if self.at < len(self.tokens):
            token = self.tokens[self.at][1]
            raise SyntaxProblem("brackets" if token in (")", "]") else "unexpected", token)
        return tree

    def peek(self, ahead: int = 0) -> str:
        """The operator or bracket at hand, or "" when it is something else."""
        if self.at + ahead >= len(self.tokens):
            return ""
        kind, token = self.tokens[self.at + ahead]
        return token if kind == "op" else ""

    def take(self, token: str) -> bool:
        if self.peek() == token:
            self.at += 1
            return True
        return False

    def need(self, token: str) -> None:
        if not self.take(token):
            raise SyntaxProblem("brackets" if token in (")", "]") else "unexpected", token)

    def binary(self, lowest: int) -> Syntax:
        """Operators that bind at least as tightly as level ``lowest``; chains of one kind stay flat."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise SyntaxProblem("too_deep")
        left = self.negative() if self.peek() == "-" else self.path()
        while (level := _LEVELS.get(self.peek(), -1)) >= lowest:
            operator = self.peek()
            self.at += 1
            right = self.binary(level + 1)
            flat = operator in FLAT and left[0] == operator and left is not self.closed
            left = (*left, right) if flat else (operator, left, right)
        self.depth -= 1
        return left

    def negative(self) -> Syntax:
        minuses = 0
        while self.take("-"):
            minuses += 1
        tree = self.binary(_LEVELS["|"])
        for _ in range(minuses):
            tree = ("neg", tree)
        return tree

    def path(self) -> Syntax:
        kind, token = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        if token in ("/", "//") and kind == "op":
            return ("path", "/", self.steps([], first=True))
        start: Syntax | str = "."
        if kind in ("num", "str") or token == "(" or (kind == "name" and self.calls()):
            start = self.primary()
            predicates = self.predicates()
            if predicates:
                start = ("filter", start, predicates)
            if self.peek() not in ("/", "//"):
                return start
            return ("path", start, self.steps([], first=True))
        return ("path", start, self.steps([self.step()]))

    def calls(self) -> bool:
        return self.peek(1) == "(" and self.tokens[self.at][1] not in ("node", "text", "comment")

    def primary(self) -> Syntax:
        kind, token = self.tokens[self.at]
        self.at += 1
        if kind == "num":
            return ("num", token)
        if kind == "str":
            return ("str", token[1:-1])
        if token == "(":
            self.closed = self.binary(0)
            self.need(")")
            return self.closed
        self.need("(")
        arguments: list[Syntax] = []
        if not self.take(")"):
            arguments.append(self.binary(0))
            while self.take(","):
                arguments.append(self.binary(0))
            self.need(")")
        return ("call", token, arguments)

    def steps(self, found: list[Syntax], first: bool = False) -> list[Syntax]:
        while self.peek() in ("/", "//"):
            double = self.peek() == "//"
            self.at += 1
            if double:
                found.append(("ds", "*", []))
            elif first and self.at >= len(self.tokens):
                return found
            found.append(self.step())
            first = False
        return found

    def step(self) -> Syntax:
        if self.take(".."):
            return ("p", "*", self.predicates())
        if self.take("."):
            return ("s", "*", self.predicates())
        axis = "c"
        if self.take("@"):
            axis = "@"
        elif self.peek(1) == "::":
            name = self.tokens[self.at][1]
            if name not in AXES:
                raise SyntaxProblem("axis", name)
            axis = AXES[name]
            self.at += 2
        if self.take("star"):
            return (axis, "*", self.predicates())
        kind, token = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        if kind != "name":
            raise SyntaxProblem("brackets" if token in (")", "]") else "unexpected", token)
        self.at += 1
        if self.take("("):
            self.need(")")
            if token != "node":
                raise SyntaxProblem("axis", token + "()")
            token = "*"
        return (axis, token, self.predicates())

    def predicates(self) -> list[Syntax]:
        found = []
        while self.take("["):
            found.append(self.binary(0))
            self.need("]")
        return found
