"""The sentences of a result, put together from the pack's words. Nothing is said here that a pack does not say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

LANGUAGES = ("vi", "en")

Text = dict[str, str]
Words = Mapping[str, Sequence[Any]]


class Sheet(Protocol):
    """What scoring needs of a form's instance."""

    compiled: dict[str, Any]

    def value(self, ref: str, /) -> str: ...
    def instances(self, repeat: str, /) -> list[str]: ...
    def evaluate(self, tree: Any, context: str | None = None, /) -> Any: ...


def sentence(sheet: Sheet, words: Words, values: Mapping[str, Any], ref: str | None = None) -> Text:
    """A sentence in every language. A part is literal text, ``{"v": name}`` of a value, or a tree to evaluate."""
    return {
        language: "".join(_part(sheet, p, values, ref, language) for p in words[language])
        for language in LANGUAGES
    }


def _part(sheet: Sheet, part: Any, values: Mapping[str, Any], ref: str | None, language: str) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, list):
        return str(sheet.evaluate(part, ref))
    value = values[part["v"]]
    if isinstance(value, list):
        return ", ".join(_word(one, language) for one in value)
    return value if isinstance(value, str) else _word(value, language)


def _word(words: Mapping[str, Any], language: str) -> str:
    """A name in one language; in a compiled pack it is a text, or a list with one literal."""
    return words[language] if isinstance(words[language], str) else "".join(words[language])


def explanation(
    sheet: Sheet, pack: Mapping[str, Any], result: Mapping[str, Any], lines: Mapping[str, Any]
) -> list[Text]:
    """The lines that explain class, B1 and B2, and where the signed paper differs from the computation."""
    texts, b1, paper = pack["texts"], result["b1"], result["paper"]
    numbers = {
        "b1": str(b1["points"]),
        "b1_max": str(lines["b1_max"]),
        "b2": str(result["b2_known"]),
        "b2_min": str(lines["b2_min"]),
        "count": str(result["b2_known"] // pack["points_per_deprivation"]),
        "each": str(pack["points_per_deprivation"]),
    }
    names = {indicator["code"]: indicator["name"] for indicator in pack["indicators"]}
    is_rule_known = lines["b1_max"] is not None
    found = []
    if not is_rule_known:
        found.append(sentence(sheet, texts["rule_unknown"], {}))
    elif result["class"] and not paper:
        found.append(sentence(sheet, texts["because_" + result["class"]], numbers))
    if b1["points"] is None:
        found.append(sentence(sheet, texts["b1_missing"], {}))
    else:
        words = texts["b1" if is_rule_known else "b1_no_line"]
        found.append(
            sentence(sheet, words, {**numbers, "area": lines["name"], "b1_source": texts[b1["source"]]})
        )
    if result["b2"] is None:
        missing = [names[code] for code in result["missing"] if code in names]
        found.append(sentence(sheet, texts["b2_missing"], {**numbers, "missing": missing}))
    else:
        found.append(sentence(sheet, texts["b2" if is_rule_known else "b2_no_line"], numbers))
    if paper:
        found.append(sentence(sheet, texts["paper_class"], {"paper_class": texts[f"paper_{paper['class']}"]}))
        differs = [i["name"] for i in pack["indicators"] if i["no"] in paper["differs"]]
        if paper["computed"] not in (None, paper["class"]):
            differs.append(texts["class"])
        if differs:
            found.append(sentence(sheet, texts["paper_differs"], {"differs": differs}))
    return found
