// Reads codes in a picture: the browser's own reader, else a decoder of QR codes that is fetched only then.
const LONGEST = 1600;

export async function readCodes(file, formats = null) {
  const picture = await createImageBitmap(file);
  try {
    const own = globalThis.BarcodeDetector && await detect(picture, formats).catch(() => []);
    return own?.length ? own : await decode(picture);
  } finally {
    picture.close();
  }
}

async function detect(picture, formats) {
  const reader = new globalThis.BarcodeDetector(formats ? { formats } : undefined);
  return (await reader.detect(picture)).map(({ rawValue }) => rawValue);
}

// A small code in a large picture is lost in the noise of its dots, so a second look is taken at half the size.
async function decode(picture) {
  const { decodeQR } = await import('../../vendor/qr-0.5.5/decode.js');
  for (const longest of [LONGEST, LONGEST / 2]) {
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    const [width, height] = [picture.width * scale, picture.height * scale].map(Math.round);
    const paper = new OffscreenCanvas(width, height).getContext('2d');
    paper.drawImage(picture, 0, 0, width, height);
    try {
      return [decodeQR(paper.getImageData(0, 0, width, height))];
    } catch { /* no code at this size */ }
  }
  return [];
}
