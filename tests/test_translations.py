"""The English catalogue says all that the Vietnamese source says, and its compiled file is current."""

from __future__ import annotations

import ast
import importlib
import io
import pkgutil
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import gnbv.models
import gnbv.services
from gnbv.models.labelled import Labelled

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "gnbv"
CATALOGUE = PACKAGE / "translations/en/LC_MESSAGES/messages.po"
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
NAMED = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
# What is called by its Vietnamese name in English too: a measure of land.
KEPT = ("sào",)


@lru_cache(maxsize=1)
def catalogue() -> Catalog:
    return read_po(io.BytesIO(CATALOGUE.read_bytes()), locale="en")


def messages() -> list[Message]:
    return [message for message in catalogue() if message.id]


def ids(message: Message) -> list[str]:
    return list(message.id) if message.pluralizable else [message.id]


def texts(message: Message) -> list[str]:
    return list(message.string) if message.pluralizable else [message.string]


@lru_cache(maxsize=1)
def said() -> set[str]:
    """Every message of the source, by its (singular) words."""
    with (PACKAGE / "translations/babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(PACKAGE, methods, options, KEYWORDS)
    return {words if isinstance(words, str) else words[0] for _, _, words, _, _ in found}


def test_it_extracts_with_the_keywords_of_make_messages():
    """`make messages` names only the one keyword that Babel does not know by itself."""
    assert "-k lazy_gettext" in (ROOT / "Makefile").read_text()
    assert parse_keywords(["lazy_gettext"]) == {"lazy_gettext": None}


def test_it_has_the_words_of_templates_code_and_enumerations():
    assert {"Việc của tôi", "%(num)s việc quá hạn", "Đã duyệt phiếu. Kết quả chờ công nhận."} <= said()


def test_it_has_every_message_of_the_source_in_english():
    known = {ids(message)[0] for message in messages() if all(texts(message))}
    assert said() - known == set(), "run `make messages` and translate what is new"


def test_it_has_nothing_that_is_no_longer_said():
    assert {ids(message)[0] for message in messages()} - said() == set()
    assert not catalogue().obsolete


def test_it_has_no_guesses():
    assert [message.id for message in messages() if message.fuzzy] == []


@pytest.mark.parametrize("index", [0, 1])
def test_it_fills_in_the_same_names(index: int):
    for message in messages():
        source, text = ids(message)[-1 if index else 0], texts(message)[-1 if index else 0]
        assert not text or names(source) == names(text), message.id


def names(text: str) -> set[str]:
    return {name for pair in NAMED.findall(text) for name in pair if name}


def test_it_leaves_no_percent_sign_that_python_would_fill():
    for message in messages():
        for text in texts(message):
            assert "%" not in NAMED.sub("", text.replace("%%", "")), text


def test_it_is_english_and_holds_no_markup():
    """Jinja takes a translation for safe: it must not bring markup or end an attribute."""
    for message in messages():
        for text in texts(message):
            rest = text
            for kept in KEPT:
                rest = rest.replace(kept, "")
            assert not VIETNAMESE.search(rest), text
            assert not set('<>&"') & set(text), text


def test_it_is_compiled_from_what_is_written():
    made = io.BytesIO()
    write_mo(made, catalogue())
    assert CATALOGUE.with_suffix(".mo").read_bytes() == made.getvalue(), "run `make messages`"


def enumerations() -> list[type[Labelled]]:
    for package in (gnbv.models, gnbv.services):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    return Labelled.__subclasses__()


def test_it_has_the_words_of_every_enumeration():
    kinds = enumerations()
    assert len(kinds) > 15
    assert {member.label for kind in kinds for member in kind} - {
        ids(message)[0] for message in messages()
    } == set()


def errors() -> Iterator[tuple[str, ast.Call]]:
    """Every place that makes a domain error with words of its own."""
    kinds = {"NotFound", "NotPermitted", "Invalid", "Conflict", "TooLarge", "TooMany", "GnbvError"}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in kinds and len(node.args) > 1:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def written(node: ast.expr) -> str | None:
    """The letters of a text or f-text in the source; None when it is made elsewhere."""
    parts = [
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
    return " ".join(parts) if isinstance(node, ast.Constant | ast.JoinedStr) else None


def test_it_says_every_error_in_both_languages():
    found = list(errors())
    assert len(found) > 20
    for place, call in found:
        if any(isinstance(argument, ast.Starred) for argument in call.args):
            continue
        assert len(call.args) >= 3, place
        vi, en = written(call.args[1]), written(call.args[2])
        assert vi is None or VIETNAMESE.search(vi), place
        assert en is None or (en and not VIETNAMESE.search(en.replace("Tiếng Việt", ""))), place
