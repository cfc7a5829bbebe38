// The words of the phone. Jinja writes them into the page in one language; nothing here speaks by itself.
const words = Object.assign({}, ...[...document.querySelectorAll('script.words')].map(({ textContent }) => JSON.parse(textContent)));

// say('work.left', {n: 31}) → "Còn 31 hộ". An unknown code falls back to `fallback`.
export function say(key, values = {}, fallback = 'error.other') {
  const text = words[key] ?? words[fallback] ?? '';
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

// Words that come later, with a page that is opened seldom.
export const learn = more => Object.assign(words, more);

export const knows = key => key in words;

// The three sentences of a failure; the commune's own words win over ours.
export function sayError(error) {
  const cause = error.detail?.cause ?? error.detail;
  const own = cause?.[document.documentElement.lang] ?? cause?.vi;
  return own ?? say(`error.${error.code}`, error.detail ?? {});
}
