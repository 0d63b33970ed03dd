// Adds a button beside each date field that opens the browser's own month picker, where it has one. The field
// remains free text: a year, a day or a range can be written as before.
"use strict";

function canPick(month) {
  return month.type === "month" && "showPicker" in month;
}

function add(place) {
  const field = place.querySelector("input");
  const month = document.createElement("input");
  month.type = "month"; // remains "text" in a browser without a picker
  if (!canPick(month) || place.querySelector("button")) return;
  month.tabIndex = -1;
  month.setAttribute("aria-hidden", "true");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = place.dataset.short;
  button.setAttribute("aria-label", `${place.dataset.pick}: ${field.labels[0].textContent.trim()}`);
  button.addEventListener("click", () => {
    month.value = /^\d{4}-\d{2}/.exec(field.value)?.[0].slice(0, 7) ?? "";
    month.showPicker();
  });
  month.addEventListener("change", () => {
    field.value = month.value;
    field.focus();
  });
  place.append(button, month);
}

function attach() {
  document.querySelectorAll("[data-pick]").forEach(add);
}

attach();
document.addEventListener("results:replaced", attach);
