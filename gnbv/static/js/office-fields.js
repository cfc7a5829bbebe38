// A field that was left empty or holds what does not fit is told in the page's own language, not in the browser's.
const words = document.getElementById('words-fields')?.dataset;

function wordsFor(field) {
  const { valueMissing, badInput, typeMismatch, patternMismatch, rangeUnderflow, rangeOverflow, tooShort } = field.validity;
  if (valueMissing) return field.type === 'file' ? words.file : field.matches('select, [type=radio], [type=checkbox]') ? words.choose : words.missing;
  if (rangeUnderflow) return words.least.replace('{n}', field.min);
  if (rangeOverflow) return words.most.replace('{n}', field.max);
  return badInput || typeMismatch || patternMismatch || tooShort ? words.wrong : '';
}

if (words) {
  document.addEventListener('invalid', ({ target }) => {
    target.setCustomValidity('');
    target.setCustomValidity(wordsFor(target));
  }, true);
  for (const change of ['input', 'change']) {
    document.addEventListener(change, ({ target }) => {
      // One button of a group answers for all of them.
      const group = target.type === 'radio' && target.form ? [...target.form.elements].filter(({ name }) => name === target.name) : [target];
      for (const field of group) field.setCustomValidity?.('');
    }, true);
  }
}
