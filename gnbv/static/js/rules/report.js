// What a form instance says of itself: the twin of gnbv/rules/form_report.py.

import { Repeat } from "./element.js";

const ANSWERED = ["question", "calculate", "hidden", "meta"];

function* questions(form) {
  for (const element of form.tree.walk(form.tree.root)) {
    const node = form.nodes[element.n];
    if (node && !element.kids.size && ANSWERED.includes(node.kind) && !node.generated) yield element;
  }
}

export function rowsOf(form) {
  return [...questions(form)].map((element) => ({
    path: form.tree.path(element),
    relevant: element.on,
    required: form.isRequired(element),
    valid: !form.fault(element),
    value: element.v,
  }));
}

// [{ref, kind, text}]; text is the form's own message, "" when it has none.
export function problemsOf(form) {
  const found = [];
  for (const element of questions(form)) {
    const kind = form.fault(element);
    if (kind) found.push({ ref: form.ref(element), kind, text: form.message(element, kind) });
  }
  return found;
}

export const answersOf = (form) => group(form, form.tree.root);

function group(form, parent) {
  const found = parent.id ? { _id: parent.id } : {};
  for (const [index, kid] of parent.kids) {
    const node = form.nodes[index];
    if (kid instanceof Repeat) {
      // An empty list says "none"; no word would open one empty instance again.
      const shown = kid.all.filter((one) => one.on);
      if (parent.on && (shown.length || !kid.all.length)) found[node.name] = shown.map((one) => group(form, one));
    } else if (!kid.on || node.kind === "note") {
      continue;
    } else if (kid.kids.size) {
      const inner = group(form, kid);
      if (Object.keys(inner).length) found[node.name] = inner;
    } else if (kid.kept || "dynamic_default" in node || (kid.given && "default" in node)) {
      // A computed default is computed once: one that gave nothing must not be computed again from later answers.
      found[node.name] = kid.kept;
    }
  }
  return found;
}
