"use strict";
// The copy buttons are only shown where they can work.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const box = document.getElementById(button.dataset.copy);
    box.select();
    try {
      await navigator.clipboard.writeText(box.value);
    } catch {
      document.execCommand("copy");
    }
    document.getElementById("said").textContent = button.dataset.done;
    button.textContent = button.dataset.done;
  });
}
