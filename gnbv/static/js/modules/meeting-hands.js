// The two counts of a household: a tap is a hand, a finger that stays goes on counting, a number may be typed.
import { fits, step, verdict } from '../offline/meetings.js';
import { $, $$, tag } from './dom.js';
import { say } from './words.js';

const LOOKS = { agreed: ['ok', 'circle-check'], rejected: ['warn', 'circle-x'], not_reached: ['todo', 'circle'], too_many: ['fix', 'circle-alert'] };
const AGAIN_MS = 130;
const HOLD_MS = 500;

export const verdictTag = (how, hands, words = 'verdict') => {
  const [look, icon] = LOOKS[how];
  return tag({ look, icon, text: say(`meet.${words}.${how}`, hands ?? {}) });
};

export class Hands {
  #timer = null;

  // `now` answers the hands as they are, `count` hears them as they become.
  constructor(root, { present, percent, now, count }) {
    Object.assign(this, { root, present, percent, now, count });
    for (const node of $$('[data-side]', root)) {
      const { side } = node.dataset;
      for (const button of $$('[data-by]', node)) this.#repeat(button, () => this.#set(step(now(), side, Number(button.dataset.by), present)));
      const field = $('input', node);
      field.addEventListener('input', () => {
        const digits = field.value.replace(/\D/g, '');
        if (digits) this.#set(step({ ...now(), [side]: 0 }, side, Number(digits), present));
      });
      field.addEventListener('change', () => { field.blur(); this.draw(); });
    }
    $('[data-act=all]', root).onclick = () => this.#set({ agree: present, disagree: 0 });
  }

  #set(hands) {
    this.count(hands);
    this.draw();
  }

  draw() {
    const hands = this.now();
    for (const node of $$('[data-side]', this.root)) {
      const field = $('input', node);
      if (field !== document.activeElement) field.value = hands?.[node.dataset.side] ?? '';
    }
    const how = fits(hands, this.present) ? verdict(hands, this.present, this.percent) : 'too_many';
    $('[data-f=verdict]', this.root).replaceChildren(verdictTag(how, hands, 'short'));
  }

  #repeat(button, act) {
    const again = wait => { this.#timer = setTimeout(() => { act(); again(AGAIN_MS); }, wait); };
    button.addEventListener('click', act);
    button.addEventListener('pointerdown', () => { this.stop(); again(HOLD_MS); });
    for (const end of ['pointerup', 'pointerleave', 'pointercancel', 'contextmenu']) button.addEventListener(end, () => this.stop());
  }

  stop() { clearTimeout(this.#timer); }
}
