// How long each question was before the person (`meta.pace`: [[ref, milliseconds]], in the order of the first answers)
// and how often the phone's clock was set meanwhile (`meta.clock_jumps`): for the commune's checks of quality. Counted
// is from the opening of the page or the answer before to the answer, by the steady clock, only while the page is seen.
// No answer stands in it; it is stored with the draft at each answer.
import { JUMP_MS } from '../offline/clock.js';

const LONGEST_MS = 600_000; // laid aside, or talking
const MOST = 300; // questions of the largest households: below 20 KB, usually 3

export class Pace {
  #since;
  #hidden = null;
  #batch = false;
  #before;
  #jumps;

  constructor(session) {
    const { phone: { clock }, draft, meta } = session;
    Object.assign(this, { session, clock });
    clock.look();
    this.#jumps = clock.jumps;
    this.#before = meta.clock_jumps ?? 0;
    // It was set back while the page was closed.
    if (clock.now() < (draft.doc.at ?? 0) - JUMP_MS) this.#before++;
    this.shown();
  }

  // Questions are before the person from now on.
  shown() { this.#since = this.clock.steady(); }

  // `is`: whether anybody can see the page.
  seen(is) {
    const now = this.clock.steady();
    if (!is) this.#hidden ??= now;
    else if (this.#hidden !== null) {
      this.#since += now - this.#hidden;
      this.#hidden = null;
    }
  }

  answered(ref) {
    const { session, clock } = this;
    clock.look();
    const jumps = this.#before + clock.jumps - this.#jumps;
    if (jumps) session.meta.clock_jumps = jumps;
    const { preload, kind } = session.node(ref) ?? {};
    // What is answered by one touch together ("as last year", a card that was read) tells nothing of the single ones,
    // nor does what the phone fills in by itself.
    if (this.#batch || preload || kind === 'meta') return;
    this.#batch = true;
    setTimeout(() => { this.#batch = false; });
    const now = clock.steady();
    const ms = Math.round(Math.min(LONGEST_MS, Math.max(0, now - this.#since)));
    this.#since = now;
    this.#add(ref, ms);
  }

  #add(ref, ms) {
    const pace = this.session.meta.pace ??= [];
    const known = pace.find(([one]) => one === ref);
    // Typed letter by letter, or come back to: one question, all its time.
    if (known) known[1] = Math.min(LONGEST_MS, known[1] + ms);
    else if (pace.length < MOST) pace.push([ref, ms]);
  }
}
