// Before the first paint: light or dark, strong contrast and the size of the text, as chosen on this phone.
(() => {
  let chosen = {};
  try { chosen = JSON.parse(localStorage.getItem('gnbv-look')) || {}; } catch { /* blocked storage: the system's look */ }
  for (const [name, value] of Object.entries(chosen)) if (value) document.documentElement.dataset[name] = value;
})();
