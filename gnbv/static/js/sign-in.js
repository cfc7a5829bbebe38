// The sign-in page. A field person goes on to /app in this very document, so that the password, which is
// needed once to lock the phone's store, is typed once and kept nowhere. Without JavaScript the form just posts.
const form = document.querySelector('form');
const { username, password } = form.elements;
const place = form.querySelector('[data-f=error]');

form.querySelector('[data-act=eye]').addEventListener('click', ({ currentTarget }) => {
  const shown = password.type === 'text';
  password.type = shown ? 'password' : 'text';
  currentTarget.setAttribute('aria-pressed', String(!shown));
});

const parse = async answer => new DOMParser().parseFromString(await answer.text(), 'text/html');

async function enter(page, url) {
  const given = { username: username.value.trim(), password: password.value };
  history.replaceState(null, '', url);
  Object.assign(page.documentElement.dataset, document.documentElement.dataset);
  document.documentElement.replaceWith(document.adoptNode(page.documentElement));
  addEventListener('gnbv:door', ({ detail }) => detail.give(given), { once: true });
  await import(document.querySelector('script[type=module]').src);
}

form.addEventListener('submit', async event => {
  event.preventDefault();
  let answer;
  try {
    answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
  } catch {
    form.submit();
    return;
  }
  const page = await parse(answer);
  if (answer.ok && new URL(answer.url).pathname.startsWith('/app')) return enter(page, answer.url);
  if (answer.ok && answer.redirected) return location.assign(answer.url);
  place.textContent = page.querySelector('[data-f=error]')?.textContent ?? page.querySelector('main')?.textContent.trim() ?? '';
  place.hidden = false;
  password.focus();
});
