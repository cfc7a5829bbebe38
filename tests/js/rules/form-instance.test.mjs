import assert from "node:assert/strict";
import { test } from "node:test";

import { Instance, prepare } from "../../../gnbv/static/js/rules/form.js";
import { decimalText, roundHalfUp } from "../../../gnbv/static/js/rules/values.js";

const node = (i, name, more = {}) => ({
  i,
  path: `/data/${name}`,
  key: name,
  name,
  parent: -1,
  repeat: -1,
  kind: "question",
  type: "string",
  ...more,
});

const COMPILED = {
  engine: 1,
  form: "small",
  version: "1",
  root: "data",
  languages: ["vi", "en"],
  default_language: "vi",
  nodes: [
    node(0, "rooms", { type: "int", required: true, constraint: ["<", ["ref", 0, 0], ["num", "20"]], reads: [[0, 0]] }),
    node(1, "walls", { type: "select1", choices: "walls", relevant: [">", ["ref", -1, 0], ["num", "2"]], reads: [[-1, 0]] }),
    node(2, "double", { kind: "calculate", calculate: ["*", ["ref", -1, 0], ["num", "2"]], reads: [[-1, 0]] }),
    node(3, "hash", { kind: "calculate", calculate: ["digest", ["str", "abc"], ["str", "MD5"], ["str", "hex"]] }),
  ],
  lists: { walls: [{ value: "brick", label: { vi: "Gạch", en: "Brick" } }, { value: "wood", label: { vi: "Gỗ" } }] },
  instances: {},
  texts: {
    "/data/rooms:label": { vi: ["Có ", ["ref", -1, 2], " chỗ"], en: ["Rooms"] },
    "/data/rooms:constraint": { vi: ["Nhiều quá"] },
  },
  order: [0, 1, 2, 3],
  rare: ["digest"],
};
await prepare(COMPILED);
const opened = (answers = {}, language = "vi") => new Instance(COMPILED, answers, { today: "2026-10-23", language });

test("an answer tells everything that hung on it", () => {
  const form = opened();
  assert.deepEqual(form.set("rooms", "3").changed.sort(), ["double", "rooms", "walls"]);
  assert.equal(form.value("double"), "6");
  assert.equal(form.isRelevant("walls"), true);
  assert.deepEqual(form.set("rooms", "3").changed, []);
});

test("a question says its state with the form's own message", () => {
  const form = opened({ rooms: "25" });
  const { valid, fault, message, required } = form.state("rooms");
  assert.deepEqual({ valid, fault, message, required }, { valid: false, fault: "constraint", message: "Nhiều quá", required: true });
  form.set("rooms", "");
  assert.equal(form.state("rooms").fault, "required");
});

test("texts and choices come in the chosen language, else in the first there is", () => {
  const form = opened({ rooms: "3" });
  assert.equal(form.text("/data/rooms", "label"), "Có 6 chỗ");
  assert.deepEqual(form.choices("walls")[0], { value: "brick", label: "Gạch" });
  const english = opened({ rooms: "3" }, "en");
  assert.equal(english.text("/data/rooms", "label"), "Rooms");
  assert.deepEqual(english.choices("walls").map((choice) => choice.label), ["Brick", "Gỗ"]);
});

test("what is irrelevant is not kept but comes back", () => {
  const form = opened({ rooms: "3", walls: "wood" });
  form.set("rooms", "1");
  assert.equal("walls" in form.answers(), false);
  form.set("rooms", "4");
  assert.equal(form.answers().walls, "wood");
});

test("functions of the rare module work once the form was prepared", () => {
  assert.equal(opened().value("hash"), "900150983cd24fb0d6963f7d28e17f72");
});

test("what was compiled before a function became rare is prepared by its trees", async () => {
  const pack = { sections: [{ when: ["boolean", ["ends-with", ["ref", -1, 0], ["str", "5"]]] }] };
  await prepare(pack);
  assert.equal(opened({ rooms: "15" }).evaluate(pack.sections[0].when), true);
});

test("a pack runs its own trees over the answers", () => {
  assert.equal(opened({ rooms: "3" }).evaluate(["+", ["ref", -1, 0], ["num", "1"], ["num", "1"]]), 5);
});

test("an unknown ref is an error", () => {
  assert.throws(() => opened().set("nothing", "1"), RangeError);
});

test("numbers have no exponent and a half goes up", () => {
  assert.equal(decimalText(1e-7), "0.0000001");
  assert.equal(decimalText(1e21), "1000000000000000000000");
  assert.equal(roundHalfUp(1.005, 2), 1.01);
  assert.equal(roundHalfUp(-2.5, 0), -2);
});
