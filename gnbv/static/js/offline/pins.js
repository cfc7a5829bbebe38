// PINs that a finder of the phone tries first: one digit, a run, a part repeated, a year of birth twice.
const RUNS = '01234567890';
const back = text => [...text].reverse().join('');
const isYear = text => /^(19[2-9]|20[0-2])\d$/.test(text);

export function isWeak(pin) {
  const digits = new Set(pin);
  if (digits.size < 2 || RUNS.includes(pin) || back(RUNS).includes(pin)) return true;
  if (/^(..)\1\1$/.test(pin) || /^(...)\1$/.test(pin) || /^(.)\1\1(.)\2\2$/.test(pin) || /^(.)\1(.)\2(.)\3$/.test(pin)) return true;
  const [head, tail] = [pin.slice(0, 4), pin.slice(2)];
  return isYear(head) && head.endsWith(pin.slice(4)) || isYear(tail) && tail.endsWith(pin.slice(0, 2));
}
