"""Labels, hints and messages of an XForm by language, with the expressions that stand inside them."""

import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

from gnbv.rules.xform_model import local

NO_LANGUAGE = "default"
Pieces = list[Any]  # text, or [expression] for an output


class Texts:
    """The itext block; ``by_id[id][form][language]`` are pieces. Forms: "" (plain), guidance, image, audio, video."""

    def __init__(self, model: ET.Element) -> None:
        self.by_id: dict[str, dict[str, dict[str, Pieces]]] = {}
        self.languages: list[str] = []
        self.default = NO_LANGUAGE
        for translation in model.iter():
            if local(translation.tag) != "translation":
                continue
            language = unicodedata.normalize("NFC", translation.get("lang") or NO_LANGUAGE)
            self.languages.append(language)
            if "default" in translation.attrib:
                self.default = language
            for text in translation:
                forms = self.by_id.setdefault(text.get("id") or "", {})
                for value in text:
                    forms.setdefault(value.get("form") or "", {})[language] = pieces_of(value)
        if not self.languages:
            self.languages = [NO_LANGUAGE]
        elif self.default not in self.languages:
            self.default = self.languages[0]

    def of(self, element: ET.Element) -> dict[str, dict[str, Pieces]]:
        """The texts of a label or hint element, by form and language."""
        return self.by_reference(element.get("ref", "")) or {"": {self.default: pieces_of(element)}}

    def by_reference(self, reference: str) -> dict[str, dict[str, Pieces]]:
        return (
            self.by_id.get(reference[len("jr:itext('") : -2], {})
            if reference.startswith("jr:itext('")
            else {}
        )

    def of_form(
        self, binds: dict[str, dict[str, str]], controls: dict[str, dict[str, Any]]
    ) -> Iterator[tuple[str, str, dict[str, Pieces]]]:
        """``(path, part, {language: pieces})`` of every text in the form but choices."""
        for path, control in controls.items():
            for part in ("label", "hint"):
                if control.get(part) is None:
                    continue
                for form, by_language in self.of(control[part]).items():
                    yield path, form or part, by_language
        for path, bind in binds.items():
            for name, part in (("constraintMsg", "constraint"), ("requiredMsg", "required")):
                message = bind.get(name)
                if message:
                    yield path, part, self.by_reference(message).get("", {self.default: [message]})


def pieces_of(element: ET.Element) -> Pieces:
    """Text and outputs in order; white space at the ends goes, since sheets are full of it."""
    pieces: Pieces = [element.text or ""]
    for child in element:
        if local(child.tag) == "output":
            pieces.append([child.get("value") or child.get("ref") or "''"])
        pieces.append(child.tail or "")
    if len(pieces) == 1:
        return [unicodedata.normalize("NFC", pieces[0].strip())]
    pieces[0] = pieces[0].lstrip()
    pieces[-1] = pieces[-1].rstrip()
    return [unicodedata.normalize("NFC", p) if isinstance(p, str) else p for p in pieces if p != ""]


def plain(by_language: dict[str, Pieces]) -> dict[str, Any]:
    """Pieces as one text where there is no expression in them."""
    return {
        language: "".join(pieces) if all(isinstance(p, str) for p in pieces) else pieces
        for language, pieces in by_language.items()
    }
