// The PIN at the door: made twice, or asked for until it fits.
import { $, fill } from './dom.js';
import { Keypad } from './keypad.js';
import { say } from './words.js';

// Asks twice; `keep(pin)` takes it. Answers the keypad, to be closed with the view.
export function choosePin(root, ask, keep, words) {
  let first = null;
  fill(root, { name: say('pin.title') });
  $('[data-act=other]', root).hidden = true;
  $('[data-act=forgot]', root).classList.add('gone');
  const pad = new Keypad($('main', root), async pin => {
    if (first === null) {
      first = pin;
      pad.ask(say('pin.again'));
      return null;
    }
    const same = first === pin;
    first = null;
    pad.ask(ask);
    return same ? keep(pin).then(() => null, words) : say('pin.differ');
  });
  pad.ask(ask);
  return pad;
}

export function askPin(root, { name, unsent, changed, unlock, spent, words }) {
  fill(root, { name, other: say('pin.other', { name }) });
  $('.note', root).hidden = !unsent;
  const pad = new Keypad($('main', root), pin => unlock(pin).then(() => null, error => {
    if (error.code === 'password_needed') return spent();
    return error.code === 'wrong_pin' ? say(error.detail?.left ? 'pin.wrong' : 'pin.stop', error.detail) : words(error);
  }));
  pad.ask(say(changed ? 'pin.old' : 'pin.ask'));
  return pad;
}
