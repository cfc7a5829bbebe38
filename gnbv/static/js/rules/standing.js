// How a question stands: relevant, required, valid, and the words when it is not.

import { test } from "./expression.js";
import { Lookups } from "./lookups.js";
import { CHOICES, fits } from "./types.js";

export class Standing extends Lookups {
  // {value, relevant, required, readonly, valid, fault, message}; fault: required, type, constraint or "".
  state(ref) {
    const element = this.element(ref);
    const { readonly = false } = this.nodes[element.n];
    const fault = this.fault(element);
    return {
      value: element.v,
      relevant: element.on,
      required: this.isRequired(element),
      readonly: readonly === true || (readonly && test(readonly, this.context(element))),
      valid: !fault,
      fault,
      message: fault ? this.message(element, fault) : "",
    };
  }

  fault(element) {
    const node = this.nodes[element.n];
    if (!element.on) return "";
    if (!element.v) return this.isRequired(element) ? "required" : "";
    const offered = CHOICES.includes(node.type) ? this.taken(element) : null;
    if (!fits(node, element.v, offered)) return "type";
    return !node.constraint || test(node.constraint, this.context(element)) ? "" : "constraint";
  }

  isRequired(element) {
    const { required = false } = this.nodes[element.n];
    return typeof required === "boolean" ? required : test(required, this.context(element));
  }

  message(element, fault) {
    return this.text(this.nodes[element.n].path, fault === "type" ? "constraint" : fault, this.ref(element));
  }
}
