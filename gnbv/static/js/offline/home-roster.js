// The roster of a sheet as plain answers: who may move to another home, moving them, and putting them back. A person
// stands in one roster only: a row moves with everything that was answered, it is never copied.
const below = ({ path }) => path.split('/').slice(2);
const NEEDED = ['person_id', 'full_name', 'relation'];
// Who is dead does not move; whoever left may turn out to be the new home.
const GONE = 'died';

export class HomeRoster {
  constructor({ nodes }) {
    this.nodes = new Map(nodes.map(node => [node.key, node]));
    this.repeat = nodes[this.nodes.get('person_id')?.repeat];
    this.fits = Boolean(this.repeat) && NEEDED.every(key => this.nodes.get(key)?.repeat === this.repeat.i);
  }

  #place(key) { return below(this.nodes.get(key)).slice(below(this.repeat).length); }

  get(row, key) { return this.nodes.has(key) ? this.#place(key).reduce((part, name) => part?.[name], row) ?? '' : ''; }

  set(row, key, value) {
    if (this.nodes.get(key)?.repeat !== this.repeat.i) return;
    const names = this.#place(key);
    const last = names.pop();
    const part = names.reduce((at, name) => at[name] ??= {}, row);
    if (value) part[last] = value;
    else delete part[last];
  }

  rows(answers) { return below(this.repeat).reduce((part, name) => part?.[name], answers) ?? []; }

  // The same answers with other rows.
  with(answers, rows) {
    const made = structuredClone(answers);
    const names = below(this.repeat);
    const last = names.pop();
    names.reduce((at, name) => at[name] ??= {}, made)[last] = rows;
    return made;
  }

  // Who may move, as the page shows them: {id, person, name, sex, birth, relation, ethnicity, citizen_id, left}.
  people(answers) {
    return this.rows(answers).filter(row => this.get(row, 'stays') !== GONE && this.get(row, 'full_name')).map(row => ({
      id: row._id, person: this.get(row, 'person_id'), name: this.get(row, 'full_name'), sex: this.get(row, 'sex'),
      birth: this.get(row, 'birth_date') || this.get(row, 'birth_year'), relation: this.get(row, 'relation'),
      ethnicity: this.get(row, 'ethnicity'), citizen_id: this.get(row, 'citizen_id'),
      left: ['moved_out', 'married_out'].includes(this.get(row, 'stays')),
    }));
  }

  // {answers, moved}: whom the register knows leaves with reason and day, the others leave the list. `moved` is what
  // was there, to be put back.
  moveOut(answers, ids, day) {
    const moved = this.rows(answers).flatMap((row, at) => ids.includes(row._id) ? [{ at, row: structuredClone(row) }] : []);
    const rows = structuredClone(this.rows(answers)).filter(row => !ids.includes(row._id) || this.get(row, 'person_id'));
    for (const row of rows.filter(({ _id }) => ids.includes(_id))) {
      this.set(row, 'stays', 'moved_out');
      this.set(row, 'left_on', day);
    }
    return { answers: this.with(answers, rows), moved };
  }

  // Each as it was before; what was answered of the others meanwhile stays.
  putBack(answers, moved) {
    const rows = structuredClone(this.rows(answers));
    for (const { at, row } of moved) {
      const here = rows.findIndex(({ _id }) => _id === row._id);
      if (here >= 0) rows[here] = structuredClone(row);
      else rows.splice(Math.min(at, rows.length), 0, structuredClone(row));
    }
    return this.with(answers, rows);
  }

  // The rows of the new home. `members`: {person, relation, row?} of who moves, with name, sex, birth of who is new.
  rowsFor(members, newId) {
    return members.map(({ person, relation, row, name, sex, birth, ethnicity, citizen_id: citizen }) => {
      const made = { ...structuredClone(row ?? {}), _id: newId() };
      if (!row) {
        const known = !birth ? 'unknown' : birth.length > 4 ? 'date' : 'year';
        const answers = { full_name: name, sex, birth_known: known, birth_date: known === 'date' && birth, birth_year: known === 'year' && birth, ethnicity, citizen_id: citizen };
        for (const [key, value] of Object.entries(answers)) this.set(made, key, value);
      }
      for (const [key, value] of Object.entries({ person_id: person, relation, stays: 'home', left_on: '', joined: '' })) this.set(made, key, value);
      return made;
    });
  }
}
