// The QR code of a citizen card fills name, birth, sex and number. The picture of the card is read and let go:
// it is never stored. Without a reader in the browser the button is not there, and typing stays.

// "number|old number|name|DDMMYYYY|sex|place|issued"; null when it is no such card.
export function parseCard(text) {
  const [number, , name, born, sex] = text.split('|');
  const [, day, month, year] = /^(\d\d)(\d\d)(\d{4})$/.exec(born ?? '') ?? [];
  if (!/^\d{12}$/.test(number) || !name?.trim() || !year) return null;
  const female = /^n[ữuư]/i.test(sex ?? '');
  return { citizen_id: number, full_name: name.trim().normalize('NFC'), birth_known: 'date', birth_date: `${year}-${month}-${day}`,
    sex: female ? 'female' : sex === 'Nam' ? 'male' : '' };
}

export const canRead = () => 'BarcodeDetector' in globalThis;

export async function readCard(file) {
  const picture = await createImageBitmap(file);
  try {
    const found = await new globalThis.BarcodeDetector({ formats: ['qr_code'] }).detect(picture);
    return found.map(({ rawValue }) => parseCard(rawValue)).find(Boolean) ?? null;
  } finally {
    picture.close();
  }
}
