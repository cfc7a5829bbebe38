// Values nobody typed: defaults fixed and dynamic, what the phone knows, and what follows another answer.

import { evaluate } from "./expression.js";
import { written } from "./types.js";

export function open(form, prefill) {
  const elements = [...form.tree.walk(form.tree.root)].filter((element) => !element.kids.size && element.n >= 0);
  elements.forEach((element) => prefilled(form, element, prefill));
  form.engine.pushAll(form.tree.root);
  form.engine.run();
  for (const element of elements) {
    if (element.n < 0) continue; // cut off by a count meanwhile
    dynamicDefault(form, element);
    if (element.kept) trigger(form, element, false);
    form.engine.run();
  }
  form.engine.touched.clear();
}

// A new instance of a repeat takes its defaults, fixed and dynamic.
export function openInstance(form, top, prefill) {
  for (const element of form.tree.walk(top)) {
    if (element.kids.size || element.n < 0) continue;
    prefilled(form, element, prefill);
    dynamicDefault(form, element);
  }
}

// Values that follow a change of this question; at opening only those not yet there.
export function trigger(form, element, again) {
  for (const [index, tree] of form.nodes[element.n].triggers ?? []) {
    const node = form.nodes[index];
    const up = form.tree.climb(element, node.repeat) ?? form.tree.root;
    for (const target of form.tree.find(up, up.n, index, true)) {
      if (!again && target.given) continue;
      target.kept = written(node, evaluate(tree, form.context(target)));
      form.engine.changed(target);
    }
  }
}

function prefilled(form, element, prefill) {
  if (element.given) return;
  const { key, preload } = form.nodes[element.n];
  const ours = { today: form.today, start: form.now, end: form.now };
  element.kept = prefill[key] || prefill[preload] || ours[preload] || element.kept;
}

function dynamicDefault(form, element) {
  const node = form.nodes[element.n];
  if (element.given || element.kept || !node.dynamic_default) return;
  const text = written(node, evaluate(node.dynamic_default, form.context(element)));
  if (!text) return;
  element.kept = text;
  form.engine.changed(element);
}
