// What a page keeps up to date asks on `gnbv:tick`: every half minute, and only while somebody can see the page.
// A tab that is shown again asks at once. (htmx's own filters would need eval, which no page of ours may do.)
const EVERY = 30_000;

function tick() {
  if (document.visibilityState === 'visible') document.body.dispatchEvent(new Event('gnbv:tick'));
}

setInterval(tick, EVERY);
document.addEventListener('visibilitychange', tick);
