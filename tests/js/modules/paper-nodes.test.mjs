import assert from "node:assert/strict";
import { test } from "node:test";

import { answersOf, grouped, plain } from "../../../gnbv/static/js/modules/paper-nodes.js";

const NODES = [
  { i: 0, parent: -1, kind: "group", name: "house", key: "house" },
  { i: 1, parent: 0, kind: "question", name: "walls", key: "walls" },
  { i: 2, parent: -1, kind: "repeat", name: "member", key: "member" },
  { i: 3, parent: 2, kind: "question", name: "full_name", key: "full_name" },
];

test("fields of the page become answers in the shape of the sheet, rows in their order", () => {
  const typed = { walls: "brick", "full_name@b": "Lò Thị Mẫu" };
  const made = answersOf(grouped(NODES), () => ["b", "a"], (_node, ref) => typed[ref]);
  assert.deepEqual(made, { house: { walls: "brick" }, member: [{ _id: "b", full_name: "Lò Thị Mẫu" }, { _id: "a" }] });
});

test("a text is taken in the page's language, with a mark where answers stand in it", () => {
  assert.equal(plain({ vi: ["Chủ hộ là ", ["ref", -1, 1], "?"], en: ["Head?"] }, "vi"), "Chủ hộ là …?");
  assert.equal(plain({ vi: ["Có"] }, "en"), "Có");
  assert.equal(plain("Có", "vi"), "Có");
  assert.equal(plain(undefined, "vi"), "");
});
