// What pages do better with script; without it they do all the same. A fault is brought into view, a page can be
// printed with one press and prints what is folded, a form goes once, a file that is too large does not go, and whoever must
// leave leaves at once.
(() => {
  "use strict";
  const fault = document.getElementById("error");
  if (fault) fault.focus();
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  for (const event of ["beforeprint", "afterprint"])
    window.addEventListener(event, () => {
      for (const one of document.querySelectorAll(event === "beforeprint" ? "details:not([open])" : "details[data-shut]")) {
        one.open = event === "beforeprint";
        one.toggleAttribute("data-shut", one.open);
      }
    });
  // Escape twice or Shift three times, one press after another: one press alone is a slip, or ends what an input method offers.
  const exit = document.querySelector("[data-leave]");
  const leave = () => {
    document.title = "";
    document.body.hidden = true;
    location.replace(exit.href);
  };
  let down = "", pressed = { key: "", times: 0, at: 0 };
  if (exit) {
    exit.addEventListener("click", (event) => { event.preventDefault(); leave(); });
    document.addEventListener("keydown", (event) => { down = event.key; });
    document.addEventListener("keyup", (event) => {
      const alone = down === event.key && !event.isComposing;
      const again = event.key === pressed.key && event.timeStamp - pressed.at < 1500;
      pressed = { key: alone ? event.key : "", times: again ? pressed.times + 1 : 1, at: event.timeStamp };
      if ((pressed.key === "Escape" && pressed.times >= 2) || (pressed.key === "Shift" && pressed.times >= 3)) leave();
    });
  }
  // What is too large need not be sent first.
  for (const input of document.querySelectorAll("[data-most]"))
    input.addEventListener("change", () => {
      const large = [...input.files].some((file) => file.size > Number(input.dataset.most));
      input.setCustomValidity(large ? input.dataset.words : "");
      input.reportValidity();
    });
  for (const form of document.forms) {
    let gone = false;
    form.addEventListener("submit", (event) => {
      if (gone) event.preventDefault();
      gone = true;
    });
    window.addEventListener("pageshow", () => { gone = false; });
  }
})();
