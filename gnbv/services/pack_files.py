"""Packs and catalogues as files: read, merged with what they extend, checked. The database is not touched here."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from gnbv.errors import Invalid
from gnbv.rules.packs import COMPONENTS, LANGUAGES, PARTS

PACKS = Path(__file__).resolve().parent.parent / "packs"
REQUIRED = (
    *("pack", "kind", "version", "name", "form", "valid_from", "valid_to", "legal_basis", "components"),
    *("lines", "areas", "points_per_deprivation", "settings", "ready", "member", "dimensions"),
    *("indicators", "b1", "paper", "texts"),
)
Problems = list[tuple[str, str]]


def standards() -> list[dict[str, Any]]:
    """The documents of all standards that ship with the product, oldest first."""
    found = [read_pack(path) for path in sorted((PACKS / "standards").glob("*.yaml"))]
    return sorted(found, key=lambda document: str(document["valid_from"]))


def read_pack(path: Path) -> dict[str, Any]:
    """A pack's document: JSON values only, ``extends`` resolved beside the file. Raises Invalid with all problems."""
    document: dict[str, Any] = plain(_read(path))
    if base := document.pop("extends", None):
        document = extended(read_pack(path.parent / f"{base}.yaml"), document)
    found = problems(document)
    if found:
        raise _refused(path, found)
    return document


@cache
def catalogue(name: str) -> tuple[dict[str, Any], ...]:
    """The items of a catalogue: ``value``, ``vi``, ``en`` and what else its file gives."""
    path = PACKS / "catalogues" / f"{name}.yaml"
    document = _read(path)
    items = document.get("items") or []
    values = [item.get("value") for item in items]
    if document.get("catalogue") != name or not items or len(set(values)) != len(values):
        raise _refused(path, [("items", "a catalogue has its own name and items with distinct values")])
    return tuple(items)


def _read(path: Path) -> dict[str, Any]:
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _refused(path, [("file", " ".join(str(error).split())[:200])]) from error
    if not isinstance(document, dict):
        raise _refused(path, [("file", "not a mapping")])
    return document


def _refused(path: Path, found: Problems) -> Invalid:
    listed = "; ".join(f"{place}: {reason}" for place, reason in found)
    return Invalid(
        "pack_refused",
        f"Không dùng được bộ chuẩn {path.name}: {listed}. Bộ chuẩn đang dùng vẫn giữ nguyên. Sửa tệp rồi nhập lại.",
        f"The pack {path.name} cannot be used: {listed}. Packs in use are unchanged. Correct the file and import it again.",
        problems=found,
    )


def plain(value: Any) -> Any:
    """Dates as ISO text, all keys but years as text: what JSON gives back is what went in."""
    if isinstance(value, dict):
        return {key if isinstance(key, str) else str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def extended(base: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """``document`` over ``base``: mappings key by key, indicators by number, B1 questions by prefix."""
    merged = copy.deepcopy(base)
    replaced = {indicator["number"]: indicator for indicator in document.pop("indicators", [])}
    merged["indicators"] = [replaced.pop(i["number"], i) for i in merged["indicators"]] + list(
        replaced.values()
    )
    if prefix := document.get("b1", {}).pop("question_prefix", None):
        for item in merged["b1"]["items"]:
            item["question"] = prefix + item["code"]
    _overlay(merged, document)
    return merged


def _overlay(under: dict[str, Any], over: dict[str, Any]) -> None:
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(under.get(key), dict):
            _overlay(under[key], value)
        else:
            under[key] = value


def problems(document: dict[str, Any]) -> Problems:
    """What is wrong with the shape and the words of a document, as (place, reason); expressions are compiled elsewhere."""
    missing = [key for key in REQUIRED if key not in document]
    if missing:
        return [(key, "is missing") for key in missing]
    found: Problems = []
    for name in COMPONENTS:
        component = document["components"].get(name, {})
        if component.get("status") != "illustrative":
            found.append((f"components.{name}", "a file is always illustrative; two people make it official"))
    for area, lines in document["areas"].items():
        for key in ("b1_max", "b2_min"):
            if key not in lines or not isinstance(lines[key], int | None):
                found.append((f"areas.{area}.{key}", "is a whole number, or null when not known"))
    for item in document["b1"]["items"]:
        found += _bilingual(item.get("name"), f"b1.items.{item.get('code')}.name")
    for key, text in document["texts"].items():
        found += _bilingual(text, f"texts.{key}")
    numbers = [indicator.get("number") for indicator in document["indicators"]]
    if numbers != list(range(1, len(numbers) + 1)):
        found.append(("indicators", "are numbered 1, 2, 3 … in order"))
    for indicator in document["indicators"]:
        found += _indicator_problems(indicator, document)
    return found


def _indicator_problems(indicator: dict[str, Any], document: dict[str, Any]) -> Problems:
    place = f"indicators.{indicator.get('number')}"
    parts = PARTS.get(indicator.get("per", ""))
    if parts is None:
        return [(f"{place}.per", "is one of " + ", ".join(PARTS))]
    wanted = (*parts, "code", "override", *(["deprived_when"] if indicator["per"] == "tally" else []))
    found = [(f"{place}.{part}", "is missing") for part in wanted if part not in indicator]
    if indicator.get("dimension") not in document["dimensions"]:
        found.append((f"{place}.dimension", "is not among the dimensions"))
    found += _bilingual(indicator.get("name"), f"{place}.name")
    for state in ("deprived", "unknown", "not"):
        found += _bilingual(indicator.get("because", {}).get(state), f"{place}.because.{state}")
    return found


def _bilingual(text: Any, place: str) -> Problems:
    is_whole = isinstance(text, dict) and all(isinstance(text.get(language), str) for language in LANGUAGES)
    return [] if is_whole else [(place, "needs vi and en")]
