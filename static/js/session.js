/* Warns two minutes before the session ends, and takes away what the back button would show after it.
   Without this file each page says until when the session lasts. */
"use strict";

(() => {
  const WARNING = 120_000;
  const dialog = document.getElementById("sitzung");
  const until = document.getElementById("sitzung-bis");
  const others = new BroadcastChannel("ikk-session");
  let end = 0;
  let canBeProlonged = true;
  let said = "";

  /* A page that the browser has kept whole: what it shows may have been signed out meanwhile. */
  addEventListener("pageshow", (event) => {
    if (event.persisted) {
      document.documentElement.hidden = true;
      location.reload();
    }
  });

  const lasts = (seconds) => {
    end = Date.now() + seconds * 1000;
    said = "";
  };

  const say = (what) => {
    if (said === what) return;
    said = what;
    for (const part of dialog.querySelectorAll("[data-when]")) {
      part.hidden = part.dataset.when !== what;
      // Read aloud with the title: the focus jumps to the button, past the text.
      if (!part.hidden) dialog.setAttribute("aria-describedby", part.querySelector("p").id);
    }
    if (!dialog.open) dialog.showModal();
  };

  const hasInput = () => document.querySelector("main form :is(input:not([type=hidden]), textarea, select)");

  const ended = () => {
    if (hasInput()) {
      say("ended");
    } else {
      location.replace(dialog.dataset.signIn);
    }
  };

  const look = () => {
    const left = end - Date.now();
    if (left <= 0) {
      ended();
    } else if (left <= WARNING) {
      say(canBeProlonged ? "warning" : "last-warning");
    }
  };

  const prolonged = ({ seconds, until: time, more }) => {
    lasts(seconds);
    canBeProlonged = more;
    until.textContent = time;
    if (dialog.open) dialog.close();
  };

  dialog.querySelector("[data-when=warning] form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
    if (answer === null) return; // the net is away: the button stays, for another try
    if (!answer.ok) {
      end = 0;
      ended();
      return;
    }
    const news = await answer.json();
    prolonged(news);
    others.postMessage(news);
  });

  /* Other windows of the same visitor: what is done in one keeps all of them signed in. */
  others.addEventListener("message", (event) => prolonged(event.data));

  canBeProlonged = "more" in dialog.dataset;
  lasts(Number(dialog.dataset.seconds));
  others.postMessage({ seconds: Number(dialog.dataset.seconds), until: until.textContent, more: canBeProlonged });
  setInterval(look, 1000);
  document.addEventListener("visibilitychange", look);
})();
