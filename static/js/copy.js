// Buttons that copy an example.  They stay hidden without this script: the text can be selected.
"use strict";

for (const button of document.querySelectorAll("[data-copies]")) {
  const text = document.getElementById(button.dataset.copies);
  const status = button.nextElementSibling;
  button.hidden = false;
  button.addEventListener("click", async () => {
    status.textContent = "";
    try {
      await navigator.clipboard.writeText(text.textContent);
      status.textContent = button.dataset.copied;
    } catch {
      // The clipboard is closed to pages that came over http, and where the reader said no.
      getSelection().selectAllChildren(text);
      status.textContent = button.dataset.selected;
    }
  });
}
