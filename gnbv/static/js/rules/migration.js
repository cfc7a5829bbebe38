// Moves the answers of a draft to another version of its form: the twin of gnbv/rules/draft_migration.py.
// Nothing is lost: what has no place any more is told, and kept in meta.left_behind.

import { fitting, matched, meanings, nameOf, refOf, sectionOf } from "./migration-match.js";

export function migrate(answers, meta, old, now) {
  return new Migration(old, now).run(answers, structuredClone(meta));
}

class Migration {
  constructor(old, now) {
    Object.assign(this, { old, now, answers: {}, kept: 0, moved: [], changed: [], left: [] });
    this.pairs = matched(old, now);
    this.children = new Map();
    for (const node of old.nodes) this.children.set(node.parent, [...(this.children.get(node.parent) ?? []), node]);
    this.parents = new Set(now.nodes.map(({ parent }) => parent));
    const both = old.languages.filter((name) => now.languages.includes(name)).map((name) => [name, name]);
    this.languages = both.length ? both : [[old.default_language, now.default_language]];
  }

  run(answers, meta) {
    this.walk(-1, answers, new Map([[-1, this.answers]]), "");
    this.marks(meta);
    const { form, version } = this.old;
    if (this.left.length) meta.left_behind = [...(meta.left_behind ?? []), ...this.left.map((line) => ({ form, version, ...line }))];
    const { kept, moved, changed, left } = this;
    return { answers: this.answers, meta, report: { kept, moved, changed, left } };
  }

  walk(parent, answers, places, instance) {
    if (!answers || typeof answers !== "object" || Array.isArray(answers)) return;
    for (const node of this.children.get(parent) ?? []) {
      const given = answers[node.name];
      if (given === undefined || given === null) continue;
      if (node.kind === "repeat") this.repeat(node, given, places);
      else if (this.children.has(node.i)) this.walk(node.i, given, places, instance);
      else if (typeof given === "string") this.leaf(node, given, places, instance);
    }
  }

  repeat(node, instances, places) {
    const target = this.target(node);
    const around = node.repeat >= 0 ? this.pairs.get(node.repeat) : -1;
    const fits = target?.kind === "repeat" && places.has(target.repeat) && target.repeat === around;
    if (!Array.isArray(instances)) return;
    const row = [];
    if (fits) this.group(target, places)[target.name] = row;
    for (const one of instances) {
      const id = one?._id ?? "";
      const inside = id ? { _id: id } : {};
      row.push(inside);
      this.walk(node.i, one, fits ? new Map([...places, [target.i, inside]]) : places, id);
    }
  }

  leaf(node, value, places, instance) {
    if (node.kind === "calculate" || node.calculate !== undefined) return;
    const leave = (rest, reason) => this.left.push({ ref: refOf(node, instance), label: nameOf(this.old, node), value: rest, reason });
    const target = this.target(node);
    const around = node.repeat >= 0 ? this.pairs.get(node.repeat) : -1;
    const there = target?.repeat === around && places.has(around);
    // An answer that was emptied on purpose keeps the default away.
    if (!value) { if (there && ["question", "hidden"].includes(target.kind)) this.group(target, places)[target.name] = ""; return; }
    if (!target || this.parents.has(target.i) || ["note", "group", "repeat"].includes(target.kind)) return leave(value, "gone");
    if (!there) return leave(value, "place");
    if (target.kind === "calculate" || target.calculate !== undefined) return leave(value, "computed");
    if (node.type === "binary" && node.key !== target.key) return leave(value, "place");
    const [taken, rest, reason] = fitting(this.now, node, target, value);
    if (rest) leave(rest, reason);
    if (!taken) return;
    this.group(target, places)[target.name] = taken;
    this.kept += 1;
    const line = { ref: refOf(target, instance), label: nameOf(this.now, target), value: taken };
    if ((this.pairs.get(node.parent) ?? -1) !== target.parent) this.moved.push({ ...line, from: sectionOf(this.old, node), to: sectionOf(this.now, target) });
    const what = meanings(this, node, target, taken);
    if (what.length) this.changed.push({ ...line, was: nameOf(this.old, node), what });
  }

  // Notes and marks beside the answers follow their questions.
  marks(meta) {
    const notes = {};
    for (const [ref, text] of Object.entries(meta.notes ?? {})) {
      const there = this.movedRef(ref);
      if (there) notes[there] = text;
      else {
        const node = this.old.nodes.find(({ key }) => key === ref.split("@")[0]);
        this.left.push({ ref, label: node ? nameOf(this.old, node) : ref.split("@")[0], value: text, reason: "note" });
      }
    }
    if (meta.notes) meta.notes = notes;
    if (meta.later) meta.later = meta.later.map((ref) => this.movedRef(ref)).filter(Boolean);
    if (meta.changed_after_score) meta.changed_after_score = meta.changed_after_score.map((ref) => this.movedRef(ref) || ref);
  }

  movedRef(ref) {
    const [key, ...instance] = ref.split("@");
    const node = this.old.nodes.find((one) => one.key === key);
    const target = node && this.target(node);
    return target ? [target.key, ...instance].join("@") : "";
  }

  target({ i }) {
    return this.pairs.has(i) ? this.now.nodes[this.pairs.get(i)] : null;
  }

  // The document of the groups around a node, made when they are not there yet.
  group(target, places) {
    const names = [];
    for (let at = target.parent; at !== target.repeat && at >= 0; at = this.now.nodes[at].parent) names.unshift(this.now.nodes[at].name);
    return names.reduce((at, name) => (at[name] ??= {}), places.get(target.repeat));
  }
}
