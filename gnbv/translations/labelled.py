"""Reads the messages of Python files, with the words that stand in enumerations (``Labelled``) among them.

Used by ``babel.cfg``: ``label|label`` and ``_(flag.label)`` look these words up when a page is made, so that
Babel alone would not find them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from babel.messages.extract import extract_python


def extract(file: Any, keywords: Any, comment_tags: Any, options: Any) -> Iterator[tuple[Any, ...]]:
    """All that Babel finds in a Python file, then ``NAME = "key", "words"`` of every class on ``Labelled``."""
    yield from extract_python(file, keywords, comment_tags, options)
    file.seek(0)
    for number, words in labels(file.read().decode()):
        yield number, "gettext", words, []


def labels(source: str) -> Iterator[tuple[int, str]]:
    """Line and words of every member of the enumerations in ``source``."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.ClassDef) or not any(_is_labelled(base) for base in node.bases):
            continue
        for line in node.body:
            if isinstance(line, ast.Assign) and isinstance(line.value, ast.Tuple):
                words = line.value.elts[-1]
                if isinstance(words, ast.Constant) and isinstance(words.value, str):
                    yield words.lineno, words.value


def _is_labelled(base: ast.expr) -> bool:
    return getattr(base, "id", getattr(base, "attr", "")) == "Labelled"
