// Minus and plus beside a count. Nothing and minus is 0: "none" must be one touch.
import { own } from './binder-controls.js';

export function act(q, button, { session, ref }) {
  const now = Number.parseInt(session.state(ref).value, 10);
  const next = Math.max(0, (Number.isNaN(now) ? 0 : now) + Number(button.dataset.by));
  own(q, '[data-input]')[0].value = String(next);
  session.set(ref, String(next));
}
