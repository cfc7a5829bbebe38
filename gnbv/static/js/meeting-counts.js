// The record of a meeting, typed with the keyboard: Enter goes to the next box, a count above those present is told at once.
const form = document.querySelector('form[data-percent]');
const whole = field => (/^\d{1,5}$/.test(field.value.trim()) ? Number(field.value) : 0);
const boxes = () => [...form.querySelectorAll('table.counts .input, [data-hands]')];
const present = () => [...form.querySelectorAll('[data-present]')].reduce((sum, field) => sum + whole(field), 0);

function tell() {
  const there = present();
  const words = form.querySelector('[data-sum]');
  const needed = Math.ceil((there * Number(form.dataset.percent)) / 100);
  words.textContent = there ? words.dataset.sum.replace('{n}', there).replace('{m}', needed) : '';
  for (const row of form.querySelectorAll('tr:has([data-hands])')) {
    const hands = [...row.querySelectorAll('[data-hands]')];
    const over = there > 0 && hands.reduce((sum, field) => sum + whole(field), 0) > there;
    for (const field of hands) {
      if (over) field.setAttribute('aria-invalid', 'true');
      else field.removeAttribute('aria-invalid');
    }
  }
}

if (form) {
  form.addEventListener('input', tell);
  // Enter would send a meeting that is half typed.
  form.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || !event.target.matches('input')) return;
    event.preventDefault();
    const all = boxes();
    const next = all[all.indexOf(event.target) + 1];
    if (all.includes(event.target) && next) next.focus();
  });
  form.addEventListener('focusin', ({ target }) => target.matches('[data-hands], [data-present]') && target.select());
  tell();
}
