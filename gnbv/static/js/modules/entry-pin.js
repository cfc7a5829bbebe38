// The PIN at the door: made twice, or asked for until it fits.
import { $, fill } from './dom.js';
import { isWeak } from '../offline/pins.js';
import { Keypad } from './keypad.js';
import { say } from './words.js';

// Asks twice; `keep(pin)` takes it. Answers the keypad, to be closed with the view.
export function choosePin(root, ask, keep, words) {
  let first = null;
  fill(root, { name: say('pin.title'), why: say('pin.why') });
  $('[data-act=other]', root).hidden = true;
  // Beside the keys, where it is in sight under the longest warning.
  const another = $('[data-act=forgot]', root);
  another.textContent = say('pin.another');
  another.classList.add('gone');
  another.onclick = () => {
    first = null;
    fill(root, { error: '' });
    another.classList.add('gone');
    pad.ask(ask);
  };
  const pad = new Keypad($('main', root), async pin => {
    if (first === null) {
      first = pin;
      another.classList.remove('gone');
      // Told, not forbidden: who insists enters it again, and another one begins anew.
      pad.ask(say('pin.again'));
      return isWeak(pin) ? say('pin.weak') : null;
    }
    const same = first === pin;
    first = null;
    another.classList.add('gone');
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
    if (error.code === 'password_needed') return spent(error.detail?.why);
    return error.code === 'wrong_pin' ? say(error.detail?.left ? 'pin.wrong' : 'pin.stop', error.detail) : words(error);
  }));
  pad.ask(say(changed ? 'pin.old' : 'pin.ask'));
  return pad;
}
