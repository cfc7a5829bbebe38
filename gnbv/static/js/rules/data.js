// Choice lists and tables as node trees for instance('x')/root/item[…]: the twin of gnbv/rules/form_data.py.

class Item {
  #fields;
  #kids;
  #indexes = new Map();

  constructor(name, text, fields, up) {
    Object.assign(this, { name, v: text ?? "", kind: fields ? "group" : "text", up });
    this.#fields = fields;
  }

  get kids() {
    this.#kids ??= this.#fields ? this.#fields().map(([name, text, fields]) => new Item(name, text, fields, this)) : [];
    return this.#kids;
  }

  // Children called `name` by the text of their `column`, in order.
  indexed(name, column) {
    const key = JSON.stringify([name, column]);
    if (!this.#indexes.has(key)) {
      const index = new Map();
      for (const kid of this.find(name)) {
        for (const text of new Set(kid.find(column).map((cell) => cell.v))) {
          if (!index.has(text)) index.set(text, []);
          index.get(text).push(kid);
        }
      }
      this.#indexes.set(key, index);
    }
    return this.#indexes.get(key);
  }

  find(name) {
    return name === "*" ? this.kids : this.kids.filter((kid) => kid.name === name);
  }
}

const holding = (rows) => new Item("", "", () => [["root", "", () => rows.map((fields) => ["item", "", fields])]]);
const branch = ([name, inner]) => (typeof inner === "string" ? [name, inner] : [name, "", () => inner.map(branch)]);

export class Data {
  #compiled;
  #roots = new Map();
  #pairs = new Map();

  constructor(compiled, language) {
    this.#compiled = compiled;
    this.language = language;
  }

  // The node above <root>; an unknown name gives one without children.
  root(name) {
    if (!this.#roots.has(name)) {
      const list = this.#compiled.lists[name];
      this.#roots.set(name, list ? this.#list(name, list) : this.#table(name));
    }
    return this.#roots.get(name);
  }

  items(name) {
    return this.root(name).kids.flatMap((root) => root.find("item"));
  }

  // The first row whose column has the text.
  lookup(name, column, key) {
    return this.root(name).kids.flatMap((root) => root.indexed("item", column).get(key) ?? [])[0];
  }

  // Value and label of every row of a table without a node for each; null for a list of the sheet.
  pairs(name, value, label) {
    const key = JSON.stringify([name, value, label]);
    if (!this.#pairs.has(key)) {
      const { columns, rows } = this.#compiled.instances?.[name] ?? {};
      const [at, words] = rows && !(name in this.#compiled.lists) ? [columns.indexOf(value), columns.indexOf(label)] : [-1];
      const found = at < 0 ? null : rows.filter((row) => row[at]).map((row) => ({ value: row[at], label: row[words] || row[at] }));
      this.#pairs.set(key, found && { list: found, labels: new Map([...found].reverse().map((one) => [one.value, one.label])) });
    }
    return this.#pairs.get(key);
  }

  // Text, or parts with expressions, in the language or the first one there is.
  label(choice) {
    return choice.label[this.language] || (Object.values(choice.label)[0] ?? "");
  }

  itemText(identity) {
    const at = identity.lastIndexOf("-");
    const choice = this.#compiled.lists[identity.slice(0, at)]?.[identity.slice(at + 1)];
    return choice ? this.#plain(choice) : "";
  }

  #plain(choice) {
    const label = this.label(choice);
    return typeof label === "string" ? label : "";
  }

  #list(name, choices) {
    return holding(
      choices.map((choice, place) => () => [
        ["itextId", `${name}-${place}`],
        ["name", choice.value],
        ["label", this.#plain(choice)],
        ...Object.entries(choice.columns ?? {}),
      ]),
    );
  }

  #table(name) {
    const table = this.#compiled.instances[name] ?? { columns: [], rows: [] };
    if (table.tree) return new Item("", "", () => [branch(table.tree)]);
    const cells = (row) => () => table.columns.slice(0, row.length).map((column, place) => [column, row[place]]);
    return holding(table.rows.map(cells));
  }
}
