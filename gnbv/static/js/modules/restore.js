// Work of another phone of this person, taken over: what is there, one button, how far it is, what did not come.
import { Restore } from '../offline/restore.js';
import { $, copy, fill, sheet } from './dom.js';
import { moment } from './dates.js';
import { knows, say, sayError } from './words.js';

const OFFLINE = ['network', 'timeout', 'captive', 'server', 'busy'];
const PASSWORD = ['fresh_sign_in', 'sign_in'];

export async function open(root, _params, { phone, title, signInAgain }) {
  title(say('restore.title'), say('restore.place'), '/app/more');
  root.append(copy('t-restore'));
  const page = new RestorePage(root, phone, signInAgain);
  page.draw();
  return {};
}

class RestorePage {
  constructor(root, phone, signInAgain) {
    Object.assign(this, { root, phone, signInAgain, restore: new Restore(phone) });
  }

  async draw() {
    fill(this.root, { state: say('restore.looking') });
    try {
      const offers = await this.restore.offers();
      fill(this.root, { state: '' });
      $('[data-when=none]', this.root).hidden = offers.length > 0;
      $('[data-f=list]', this.root).replaceChildren(...offers.map(offer => this.#card(offer)));
    } catch (error) {
      fill(this.root, { state: '' });
      $('[data-f=list]', this.root).replaceChildren(this.#card(null));
      this.#trouble($('section', this.root), error, () => this.draw());
    }
  }

  // Without an offer: only the place where it is said why there is none to see.
  #card(offer) {
    const card = fill(copy('t-restore-one'), offer
      ? { what: say('restore.what', { what: amounts(offer) }), when: say('restore.when', { time: moment(offer.at, say) }), ask: say('restore.ask'), later: say('restore.later') }
      : { what: '', when: '', ask: '', later: say('restore.later') });
    this.#button(card, say(offer?.begun ? 'restore.go_on' : 'restore.take'), () => this.#take(card, offer));
    return card;
  }

  #button(card, words, act) {
    const button = $('[data-act=take]', card);
    Object.assign(button, { hidden: false, onclick: act });
    fill(button, { act: words });
  }

  async #take(card, offer) {
    const meter = $('progress', card);
    $('[data-act=take]', card).hidden = $('.note', card).hidden = true;
    meter.hidden = false;
    fill(card, { ask: '', later: '' });
    try {
      this.#done(card, await this.restore.take(offer.device, ({ done, of }) => {
        Object.assign(meter, { max: of || 1, value: done });
        fill(card, { state: say('restore.running', { done, of }) });
      }));
    } catch (error) {
      fill(card, { state: '', later: say('restore.later') });
      this.#trouble(card, error, () => this.#take(card, offer));
    }
    meter.hidden = true;
  }

  #done(card, count) {
    const what = amounts(count);
    const kept = count.here ? say('restore.here', { n: count.here }) : '';
    fill(card, { what: what ? say('restore.got', { what }) : say('restore.nothing'), when: '', state: what ? kept : '', later: say('restore.done') });
    $('[data-f=later]', card).className = 'btn main block';
    const bad = ['unreadable', 'lacking', 'forms'].filter(name => count[name]);
    this.#note(card, bad.length ? say('restore.trouble') : '', bad.map(name => say(`restore.${name}`, { n: count[name] })).join(' '));
  }

  #trouble(card, error, again) {
    const password = PASSWORD.includes(error.code);
    const words = OFFLINE.includes(error.code) ? say('restore.network') : password ? say('restore.password') : knows(`error.${error.code}`) || error.detail?.cause ? sayError(error) : say('error.other');
    this.#note(card, say('restore.stopped'), words);
    this.#button(card, say(password ? 'restore.sign_in' : 'restore.go_on'), password ? () => this.#password(card) : again);
  }

  #note(card, trouble, error) {
    $('.note', card).hidden = !trouble;
    fill(card, { trouble, error });
  }

  // Signing in anew opens this page again, with the button as it was.
  async #password(card) {
    const given = await sheet('t-sign-in-sheet', dialog => fill(dialog, { name: this.phone.user?.name ?? '' }));
    if (given) await this.signInAgain(given.password).catch(error => this.#trouble(card, error, () => this.draw()));
  }
}

const amounts = count => ['drafts', 'items', 'files'].filter(name => count[name]).map(name => say(`restore.${name}`, { n: count[name] })).join(', ');
