// A form with a place for [data-keep] is kept while it is written: in the background every few seconds, before another page is
// opened, and when the page goes. Without script, its buttons keep it.
(() => {
  "use strict";
  const EVERY_MS = 5000, AGAIN_MS = 15000, PATIENCE_MS = 2000;
  const said = document.querySelector("form [data-keep]");
  if (!said) return;
  const form = said.closest("form");
  let changed = false, leaving = false, timer = 0, call = null;
  const written = () => {
    const all = new URLSearchParams(new FormData(form));
    all.set("go", "keep");
    return all;
  };
  // A screen reader says each change: that all is well, only once.
  const say = (words) => {
    if (said.textContent !== words) said.textContent = words;
  };
  const later = (wait) => {
    if (!timer) timer = setTimeout(keep, wait);
  };
  async function keep() {
    clearTimeout(timer);
    timer = 0;
    if (call) return later(EVERY_MS);
    if (!changed) return;
    changed = false;
    call = new AbortController();
    try {
      const answer = await fetch(form.action, { method: "POST", body: written(), redirect: "error", signal: call.signal });
      if (answer.status !== 204) throw answer;
      say(said.dataset.keep);
    } catch {
      if (leaving) return;
      changed = true;
      say(said.dataset.lost);
      later(AGAIN_MS);
    }
    call = null;
  }
  form.addEventListener("input", () => {
    changed = true;
    later(EVERY_MS);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    leaving = true;
    changed = false;
    if (call) call.abort();
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
    call = null;
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const elsewhere = event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
    if (!changed || elsewhere || !link || link.origin !== location.origin || link.hash) return;
    event.preventDefault();
    Promise.race([keep(), new Promise((done) => setTimeout(done, PATIENCE_MS))]).then(() => location.assign(link.href));
  });
  window.addEventListener("pagehide", () => {
    if (changed) navigator.sendBeacon(form.action, written());
  });
})();
