"""XForm XML, as pyxform writes it from a sheet, to the compiled form that phones and the server run.

The compiled form is plain JSON (see docs/forms.md). Everything the engine cannot run is refused here with the
path and the part of the question it stands in; ``gnbv.services.form_check`` finds the cell.
"""

import hashlib
import json
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Any

from gnbv.rules.expression_functions import RARE
from gnbv.rules.expression_paths import Compiler, Nodes
from gnbv.rules.expression_syntax import SyntaxProblem
from gnbv.rules.xform_body import read_body
from gnbv.rules.xform_lists import read_lists
from gnbv.rules.xform_model import (
    FormProblem,
    XFormRefused,
    local,
    model_of,
    read_binds,
    read_nodes,
)
from gnbv.rules.xform_order import calculation_order
from gnbv.rules.xform_texts import Texts

ENGINE = 1
COLUMNS = {"constraint": "constraint_message", "required": "required_message", "guidance": "guidance_hint"}

__all__ = ["ENGINE", "FormProblem", "XFormRefused", "compile_form", "form_hash"]


def compile_form(
    xml: str,
    *,
    sheet: Mapping[str, str] | None = None,
    files: Mapping[str, dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """Compile an XForm. ``sheet``: path below the root → XLSForm type of each row, to tell notes and
    generated nodes apart.
    ``files``: instance id → table ``{"columns", "rows"}`` or ``{"tree"}``. Raises XFormRefused with all problems.
    """
    return _Compilation(xml, sheet, files or {}).run()


def form_hash(compiled: dict[str, Any]) -> str:
    """SHA-256 of the compiled form as canonical JSON (it holds no numbers but small integers)."""
    text = json.dumps(compiled, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class _Compilation:
    def __init__(
        self, xml: str, sheet: Mapping[str, str] | None, files: Mapping[str, dict[str, Any]]
    ) -> None:
        if "<!DOCTYPE" in xml or "<!ENTITY" in xml:
            raise XFormRefused([FormProblem("", "", "entities")])
        try:
            self.html = ET.fromstring(xml)
        except ET.ParseError as error:
            raise XFormRefused([FormProblem("", "", "xml", str(error))]) from error
        self.sheet = sheet
        self.files = files
        self.problems: list[FormProblem] = []
        self.functions: set[str] = set()
        self.reads: dict[int, set[tuple[int, int]]] = {}
        self.value_reads: dict[int, set[tuple[int, int]]] = {}
        self.loose: set[int] = set()

    def run(self) -> dict[str, Any]:
        model = model_of(self.html)
        root, nodes = read_nodes(model)
        texts = Texts(model)
        lists, instances = read_lists(model, texts, self.files, self.problems)
        controls = read_body(self.html, root.tag_name, self.problems)
        self.nodes = nodes
        self.by_path = {node["path"]: node for node in nodes}
        binds = read_binds(model, self.by_path, self.sheet, controls, self.problems)
        self.shape = Nodes(root.tag_name, nodes, [*lists, *instances])
        for control in controls.values():
            self.attach_choices(control, lists, instances)
        for path, bind in binds.items():
            self.attach_bind(self.by_path[path], bind)
        for control in controls.values():
            self.attach_control(control, texts)
        self.attach_actions(model)
        compiled_texts = self.compile_texts(texts, binds, controls)
        self.compile_list_labels(lists)
        order = calculation_order(self.shape, self.value_reads, self.loose, self.problems)
        if self.problems:
            raise XFormRefused(self.problems)
        for node in nodes:
            reads = sorted(self.reads.get(node["i"], ()))
            if reads:
                node["reads"] = [list(pair) for pair in reads]
                node["deps"] = sorted({target for _, target in reads if target >= 0})
        self.name_keys()
        return {
            "engine": ENGINE,
            "form": root.form,
            "version": root.version,
            "root": root.tag_name,
            # The title stands in the head, beside the model.
            "title": next(
                (one.text or "" for one in self.html.iter() if local(one.tag) == "title"), ""
            ).strip(),
            "languages": texts.languages,
            "default_language": texts.default,
            "nodes": nodes,
            "lists": lists,
            "instances": instances,
            "texts": compiled_texts,
            "order": order,
            "rare": sorted(self.functions & RARE),
        }

    def expression(self, node: dict[str, Any], part: str, text: str, value: bool = False) -> Any:
        """The tree, or None with the problem noted. ``value``: the node's value hangs on what it reads."""
        compiler = Compiler(self.shape, node["i"])
        try:
            tree = compiler.compile(text)
        except SyntaxProblem as problem:
            self.problems.append(
                FormProblem(node["path"], part, problem.code, problem.detail or text.strip()[:60])
            )
            return None
        self.functions |= compiler.functions
        self.reads.setdefault(node["i"], set()).update(compiler.reads)
        if value:
            self.value_reads.setdefault(node["i"], set()).update(compiler.reads)
            if compiler.loose:
                self.loose.add(node["i"])
        return tree

    def attach_bind(self, node: dict[str, Any], bind: dict[str, str]) -> None:
        for part in ("relevant", "calculate", "constraint", "required", "readonly"):
            text = bind.get(part, "").strip()
            if not text or (text == "false()" and part in ("required", "readonly")):
                continue
            if text == "true()" and part in ("required", "readonly"):
                node[part] = True
                continue
            tree = self.expression(node, part, text, part in ("relevant", "calculate"))
            if tree is not None:
                node[part] = tree

    def attach_choices(
        self, control: dict[str, Any], lists: dict[str, Any], instances: dict[str, Any]
    ) -> None:
        node = self.by_path.get(control["path"])
        if node is None or not (control.get("nodeset") or control.get("items")):
            return
        if control.get("items"):
            lists[node["path"]] = control["items"]
            self.shape.instances.add(node["path"])
            node["choices"] = node["path"]
            return
        node["value_ref"], node["label_ref"] = control["value_ref"], control["label_ref"]
        node["choices"] = control["list"]
        if control["list"] and control["list"] not in self.shape.instances:
            self.problems.append(FormProblem(node["path"], "type", "list", control["list"]))
        columns = instances.get(control["list"], {}).get("columns")
        if columns is not None and node["value_ref"] not in columns:
            self.problems.append(FormProblem(node["path"], "type", "column", node["value_ref"]))

    def attach_control(self, control: dict[str, Any], texts: Texts) -> None:
        node = self.by_path.get(control["path"])
        if node is None:
            return
        for part in ("appearance", "parameters", "media"):
            if control.get(part):
                node[part] = control[part]
        if control.get("count"):
            tree = self.expression(node, "repeat_count", control["count"], value=True)
            if tree is not None:
                node["repeat_count"] = tree
        if control.get("fixed"):
            node["fixed"] = True
        if control.get("filtered"):
            tree = self.expression(node, "choice_filter", control["nodeset"])
            if tree is not None:
                node["choice_filter"] = tree

    def attach_actions(self, model: ET.Element) -> None:
        """Dynamic defaults, and values set when another question changes."""
        parents = {child: parent for parent in self.html.iter() for child in parent}
        for action in self.html.iter():
            if local(action.tag) != "setvalue":
                continue
            node = self.by_path.get(action.get("ref", ""))
            if node is None:
                continue
            text = action.get("value", "").strip()
            changed = "xforms-value-changed" in (action.get("event") or "")
            # The reads of an action are not dependencies: it runs once, at its event.
            kept = {key: set(pairs) for key, pairs in self.reads.items()}
            tree = self.expression(node, "calculate" if changed else "default", text) if text else ["str", ""]
            self.reads = kept
            if tree is None:
                continue
            if changed:
                source = self.by_path.get(parents[action].get("ref", ""))
                if source is not None:
                    source.setdefault("triggers", []).append([node["i"], tree])
            else:
                node["dynamic_default"] = tree

    def compile_texts(self, texts: Texts, binds: dict[str, Any], controls: dict[str, Any]) -> dict[str, Any]:
        compiled: dict[str, Any] = {}
        for path, part, by_language in texts.of_form(binds, controls):
            node = self.by_path.get(path)
            if node is None:
                continue
            compiled[f"{path}:{part}"] = {
                language: self.parts(node, part, pieces) for language, pieces in by_language.items()
            }
        return compiled

    def parts(self, node: dict[str, Any], part: str, pieces: list[Any]) -> list[Any]:
        out: list[Any] = []
        for piece in pieces:
            tree = (
                piece if isinstance(piece, str) else self.expression(node, COLUMNS.get(part, part), piece[0])
            )
            out.append(tree if tree is not None else "")
        return out

    def compile_list_labels(self, lists: dict[str, Any]) -> None:
        """A choice label with ``${…}`` in it becomes a list of parts, read from the root of the form."""
        for name, items in lists.items():
            for item in items:
                for language, label in item["label"].items():
                    if isinstance(label, str) or self.nodes == []:
                        continue
                    compiler = Compiler(self.shape, -1)
                    try:
                        item["label"][language] = [
                            p if isinstance(p, str) else compiler.compile(p[0]) for p in label
                        ]
                    except SyntaxProblem as problem:
                        self.problems.append(FormProblem(name, "label", problem.code, problem.detail))

    def name_keys(self) -> None:
        """key = bare name when only one question has it, else its path below the root joined by dots."""
        names = [node["name"] for node in self.nodes]
        seen = {name for name in names if names.count(name) == 1}
        for node in self.nodes:
            node["key"] = node["name"] if node["name"] in seen else ".".join(node["path"].split("/")[2:])
