// The receipt that the complainant keeps, on the screen to be photographed: number or six letters, day of the answer, who
// took it in, and nothing more.
import { codeOf } from '../offline/postings.js';
import { VillageDraft } from '../offline/village-drafts.js';
import { day } from './dates.js';
import { $, copy, fill, tag } from './dom.js';
import { why } from './outbox-row.js';
import { gone, lookOf, readComplaints } from './village-read.js';
import { say } from './words.js';

export async function open(root, { id }, services) {
  const page = new Slip(root, id, services);
  root.append(copy('t-complaint-slip'));
  await page.draw();
  return { refresh: event => event === 'kit' || event === 'outbox' || event === 'sync' ? page.draw() : null };
}

class Slip {
  constructor(root, id, { phone, title, go }) {
    Object.assign(this, { root, id, phone, title, go });
  }

  async draw() {
    const { root, phone, id } = this;
    const one = (await readComplaints(phone)).find(row => row.id === id);
    if (!one) throw gone();
    const full = iso => day(iso, '');
    this.title(say('comp.slip'), '', '/app/village');
    if (one.state === 'received' && !one.paper && !this.asked) {
      this.asked = true;
      phone.sync.now().catch(error => { if (!error.code) throw error; });
    }
    fill(root, {
      commune: phone.kit.units().find(({ kind }) => ['commune', 'ward', 'special_zone'].includes(kind))?.name ?? '', number: one.paper ?? '', later: one.paper ? '' : say('comp.later'), code: codeOf(id),
      complainant: one.complainant, about: one.about ?? '', on: full(one.received_on), due: one.due_on ? say('petition.by_day', { day: full(one.due_on) }) : say('petition.by_later'), taker: phone.user?.name,
      told: say(`comp.told.${one.state}`, { day: one.answered_on && full(one.answered_on) }, ''), why: one.state === 'refused' ? why({ cause: one.cause }, one.state) : '',
    });
    $('[data-when=number]', root).hidden = !one.paper;
    $('[data-when=code]', root).hidden = Boolean(one.paper);
    $('[data-when=about]', root).hidden = !one.about;
    $('[data-f=state]', root).replaceChildren(tag(lookOf(one.state, say(`comp.state.${one.state}`, {}, `state.${one.state}`))));
    $('[data-when=refused]', root).hidden = one.state !== 'refused';
    $('[data-act=again]', root).onclick = () => this.again(one);
  }

  // What the commune refused is written anew, from what was said: nothing is typed twice.
  async again({ item }) {
    const { phone, id } = this;
    const { attachments = [], ...told } = await phone.outbox.item(item);
    const draft = await VillageDraft.open(phone, `complaint/${told.posting}`, id);
    Object.assign(draft.state, told, { id, household: told.household ?? '', files: attachments, replaces: item });
    await draft.put();
    await draft.close();
    this.go(`/app/complaints/${told.posting}/write`);
  }
}
