// Reads {form, households, cases, today} from standard input and writes [[type, text]…].
import { readFileSync } from "node:fs";
import { evaluate, register } from "../../gnbv/static/js/rules/expression.js";
import { Instance } from "../../gnbv/static/js/rules/form.js";
import { RARE } from "../../gnbv/static/js/rules/rare.js";
import { decimalText, stringOf } from "../../gnbv/static/js/rules/values.js";

register(RARE);
const { form, households, cases, today } = JSON.parse(readFileSync(0, "utf-8"));
const opened = new Map();
for (const [name, answers] of Object.entries(households)) {
  const instance = new Instance(form, answers, { today });
  const elements = new Map();
  for (const element of instance.tree.walk(instance.tree.root)) elements.set(instance.tree.path(element), element);
  opened.set(name, { instance, elements });
}

const results = cases.map(({ household, at, tree }) => {
  const { instance, elements } = opened.get(household);
  const value = evaluate(tree, instance.context(elements.get(at)));
  if (typeof value === "boolean") return ["boolean", String(value)];
  return typeof value === "number" ? ["number", decimalText(value)] : ["string", stringOf(value)];
});
process.stdout.write(JSON.stringify(results));
