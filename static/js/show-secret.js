/* Lets people see the PIN that they type. Without this file the field works just as well. */
"use strict";

for (const field of document.querySelectorAll("main input[type=password]")) {
  const button = document.createElement("button");
  const name = document.querySelector(`label[for="${field.id}"]`).textContent.trim();
  const show = (isShown) => {
    field.type = isShown ? "text" : "password";
    button.textContent = isShown ? `${name} verbergen` : `${name} anzeigen`;
  };
  button.type = "button";
  button.className = "link-button";
  button.setAttribute("aria-controls", field.id);
  button.addEventListener("click", () => show(field.type === "password"));
  // Sent as a password again, so that no browser keeps it among the words that were typed into text fields.
  field.form.addEventListener("submit", () => show(false));
  show(false);
  field.after(button);
}
