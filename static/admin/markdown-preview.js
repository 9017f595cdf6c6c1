"use strict";

// Renews the preview beside a Markdown field while its editor writes. Without this script a button shows it.
(() => {
  const PAUSE = 400; // milliseconds without a key before the preview is asked for

  function watch(editor) {
    const source = editor.querySelector("textarea");
    const state = editor.querySelector(".markdown-preview__state");
    const text = editor.querySelector(".markdown-preview__text");
    let timer = 0;
    let asking = null;

    function say(words) {
      if (state.textContent !== words) state.textContent = words;
    }

    async function renew() {
      if (asking) asking.abort();
      asking = new AbortController();
      const form = source.form;
      const body = new URLSearchParams({ body: source.value });
      if (form.elements.region) body.set("region", form.elements.region.value);
      try {
        const answer = await fetch(editor.dataset.previewAddress, {
          method: "POST",
          body,
          headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, "X-Preview": "fragment" },
          redirect: "error",
          signal: asking.signal,
        });
        if (!answer.ok) throw new Error(answer.statusText);
        text.innerHTML = await answer.text();
        for (const link of text.querySelectorAll("a")) link.target = "_blank"; // never away from what is not saved
        const problems = text.querySelectorAll(".markdown-problems li").length;
        say(problems ? `Zu ändern: ${problems}` : "Nichts zu ändern");
      } catch (error) {
        if (error.name !== "AbortError") {
          say("Die Vorschau ist nicht möglich. Prüfen Sie in einem zweiten Fenster, ob Sie noch angemeldet sind.");
        }
      }
    }

    source.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(renew, PAUSE);
    });
    if (source.form.elements.region) source.form.elements.region.addEventListener("change", renew);
    if (source.value) renew();
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".markdown-editor").forEach(watch);
  });
})();
