// Reads [{compiled, answers, today, steps}] and writes what each form says after each step.
import { readFileSync } from "node:fs";
import { Instance, prepare } from "../../gnbv/static/js/rules/form.js";

const plays = JSON.parse(readFileSync(0, "utf-8"));
const told = [];
for (const { compiled, answers, today, steps } of plays) {
  await prepare(compiled);
  let made = 0;
  const form = new Instance(compiled, answers, { today, newId: () => `new-${(made += 1)}` });
  const says = (changed) => ({
    changed: [...(changed ?? [])].sort(),
    answers: form.answers(),
    rows: form.rows(),
    problems: form.problems(),
  });
  told.push([
    says([]),
    ...steps.map(([act, ...given]) => {
      const result = form[act](...given);
      return says(act === "add" ? [result] : result.changed);
    }),
  ]);
}
process.stdout.write(JSON.stringify(told));
