"""What a form instance says of itself: rows, problems, and the answers to keep."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gnbv.rules.form_tree import Element, Repeat

if TYPE_CHECKING:
    from gnbv.rules.form import Instance


def _questions(form: "Instance") -> Iterator[Element]:
    for element in form.tree.walk(form.tree.root):
        if element.n in form.plan.answered and not element.kids:
            yield element


def rows(form: "Instance") -> Iterator[dict[str, Any]]:
    for element in _questions(form):
        yield {
            "path": form.tree.path(element),
            "relevant": element.on,
            "required": form.is_required(element),
            "valid": not form.fault(element),
            "value": element.v,
        }


def problems(form: "Instance") -> list[dict[str, str]]:
    """``text`` is the form's own message, "" when it has none."""
    found = []
    for element in _questions(form):
        fault = form.fault(element)
        if fault:
            text = form.message(element, "constraint" if fault == "type" else fault)
            found.append({"ref": form.ref(element), "kind": fault, "text": text})
    return found


def answers(form: "Instance") -> dict[str, Any]:
    return _group(form, form.tree.root)


def _group(form: "Instance", parent: Element) -> dict[str, Any]:
    found: dict[str, Any] = {"_id": parent.id} if parent.id else {}
    for index, kid in parent.kids.items():
        node = form.nodes[index]
        if isinstance(kid, Repeat):
            # An empty list says "none"; no word would open one empty instance again.
            shown = [one for one in kid.all if one.on]
            if parent.on and (shown or not kid.all):
                found[node["name"]] = [_group(form, one) for one in shown]
        elif not kid.on or node["kind"] == "note":
            continue
        elif kid.kids:
            inner = _group(form, kid)
            if inner:
                found[node["name"]] = inner
        elif kid.kept or "dynamic_default" in node or (kid.given and "default" in node):
            # A computed default is computed once: one that gave nothing must not be computed again
            # from later answers.
            found[node["name"]] = kid.kept
    return found
