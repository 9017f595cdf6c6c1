/* A form or a link that answers with a file leaves its page where it is: what the page has said went wrong goes as soon as
   somebody tries again. If something is wrong once more, a new page says so. Without this file the old words stay. */
"use strict";

(() => {
  const forget = () => {
    document.title = document.title.replace(/^Fehler: /, "");
    for (const said of document.querySelectorAll(".error-summary, .errorlist")) said.remove();
    for (const field of document.querySelectorAll(".field--invalid")) field.classList.remove("field--invalid");
    for (const input of document.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  };

  for (const form of document.querySelectorAll("form[data-download]")) form.addEventListener("submit", forget);
  for (const link of document.querySelectorAll("a[data-download]")) link.addEventListener("click", forget);
})();
