// What pages do better with script; without it they do all the same. A fault is brought into view, a page can be
// printed with one press, and a form goes once.
(() => {
  "use strict";
  const fault = document.getElementById("error");
  if (fault) fault.focus();
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  for (const form of document.forms) {
    let gone = false;
    form.addEventListener("submit", (event) => {
      if (gone) event.preventDefault();
      gone = true;
    });
    window.addEventListener("pageshow", () => { gone = false; });
  }
})();
