/* One comfort: the link of an answer goes to the clipboard. Without this the field can be marked and copied by hand. */
(() => {
  "use strict";
  document.querySelectorAll("[data-copy]").forEach((button) => {
    const field = document.getElementById(button.dataset.copy);
    const word = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      /* A page without https has no clipboard of the new kind. */
      try { await navigator.clipboard.writeText(field.value); } catch { if (!document.execCommand("copy")) return; }
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = word; }, 3000);
    });
  });
})();
