// The text in the QR code of a citizen card: "number|old number|name|DDMMYYYY|sex|address|DDMMYYYY of issue".
import { isoDay } from '../modules/date-fields.js';

const day = text => {
  const [, d, m, y] = /^(\d\d)(\d\d)(\d{4})$/.exec(text) ?? [];
  return (y && isoDay(y, m, d)) || '';
};

// {card} or {fault}: "other" is no citizen card, "damaged" is one of which a part is wrong.
export function parseCard(text) {
  const parts = text.split('|').map(part => part.trim().normalize('NFC'));
  if (parts.length < 5) return { fault: 'other' };
  const [number, old, name, born, sex, address = '', issued = ''] = parts;
  const card = { number, old, name, birth: day(born), sex: /^nam$/i.test(sex) ? 'male' : /^n[ữuư]$/i.test(sex) ? 'female' : '', address, issued: day(issued) };
  const fits = /^\d{12}$/.test(number) && /^(\d{9}|\d{12})?$/.test(old) && name && card.birth && card.sex && (card.issued || !issued);
  return fits ? { card } : { fault: 'damaged' };
}

// What of a card the sheet asks for, by the keys of its questions.
export function answersOf({ number, name, birth, sex, address, issued, old }, has) {
  const all = { citizen_id: number, full_name: name, birth_known: 'date', birth_date: birth, sex, citizen_old_id: old, citizen_address: address, citizen_issued: issued };
  return Object.fromEntries(Object.entries(all).filter(([key, value]) => value && has(key)));
}
