// Suggestions while the reader types in a search box: a combobox with a list, as in the ARIA Authoring Practices.
// The list comes from the server; its options are links. Without JavaScript, the results page has them.
"use strict";

const PAUSE_MS = 120;
const SHORTEST = 2; // characters
const MOST_ANSWERS = 50;
const answers = new Map(); // address -> HTML

let typing = 0;
let looking = null;

const formOf = (element) => element.closest?.("form[data-suggest]") ?? null;
const fieldOf = (form) => form.elements.namedItem("q");
const panelOf = (form) => form.querySelector(".suggest");
const optionsOf = (form) => [...panelOf(form).querySelectorAll('[role="option"]')];
const isOpen = (form) => !panelOf(form).hidden;
const activeOf = (form) => document.getElementById(fieldOf(form).getAttribute("aria-activedescendant") ?? "");

function say(form, text) {
  form.querySelector('[role="status"]').textContent = text;
}

// Only now is the field a combobox: without JavaScript it is a plain search field.
function prepare(form) {
  const field = fieldOf(form);
  if (field.getAttribute("role") === "combobox") return;
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", "suggestions");
}

function activate(form, option) {
  activeOf(form)?.setAttribute("aria-selected", "false");
  fieldOf(form).removeAttribute("aria-activedescendant");
  if (!option) return;
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  fieldOf(form).setAttribute("aria-activedescendant", option.id);
}

function close(form) {
  clearTimeout(typing);
  looking?.abort();
  activate(form, null);
  panelOf(form).hidden = true;
  fieldOf(form).setAttribute("aria-expanded", "false");
  say(form, "");
}

function open(form, html) {
  activate(form, null);
  const panel = panelOf(form);
  panel.innerHTML = html;
  const found = panel.querySelector("[data-said]");
  if (!found) return close(form);
  panel.hidden = false;
  fieldOf(form).setAttribute("aria-expanded", "true");
  say(form, found.dataset.said);
}

function addressOf(form) {
  const url = new URL(form.dataset.suggest, location.href);
  url.search = new URLSearchParams(new FormData(form)).toString();
  return url.href;
}

async function fetched(address, signal) {
  if (answers.has(address)) return answers.get(address);
  const answer = await fetch(address, { signal, headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) throw new Error(`answered ${answer.status}`);
  const html = await answer.text();
  answers.set(address, html);
  if (answers.size > MOST_ANSWERS) answers.delete(answers.keys().next().value);
  return html;
}

// An answer for words that have changed since is dropped.
async function look(form) {
  looking?.abort();
  const mine = (looking = new AbortController());
  if (fieldOf(form).value.trim().length < SHORTEST) return close(form);
  const address = addressOf(form);
  try {
    const html = await fetched(address, mine.signal);
    if (mine.signal.aborted || address !== addressOf(form) || document.activeElement !== fieldOf(form)) return;
    open(form, html);
  } catch {
    if (!mine.signal.aborted) close(form); // Enter still searches
  }
}

// From the field through the options and back to the field.
function move(form, by) {
  const options = optionsOf(form);
  const places = options.length + 1;
  const here = options.indexOf(activeOf(form)) + 1;
  activate(form, options[((here + by + places) % places) - 1]);
}

function onKey(event, form) {
  const { key, altKey } = event;
  const chosen = activeOf(form);
  if (key === "ArrowDown" || key === "ArrowUp") {
    if (!isOpen(form)) look(form);
    else if (!altKey) move(form, key === "ArrowDown" ? 1 : -1);
    else if (key === "ArrowUp") close(form);
  } else if (key === "Escape" && isOpen(form)) {
    close(form);
  } else if (chosen && (key === "Home" || key === "End")) {
    activate(form, optionsOf(form).at(key === "Home" ? 0 : -1));
  } else if (chosen && key === "Enter") {
    chosen.click();
    close(form);
  } else {
    return;
  }
  event.preventDefault();
}

document.addEventListener("focusin", (event) => {
  const form = formOf(event.target);
  if (form) prepare(form);
});

document.addEventListener("input", (event) => {
  const form = formOf(event.target);
  if (!form || event.isComposing) return;
  prepare(form);
  clearTimeout(typing);
  typing = setTimeout(() => look(form), PAUSE_MS);
});

// While an input method composes a word, nothing is looked up, and the keys belong to the input method.
document.addEventListener("compositionend", (event) => {
  const form = formOf(event.target);
  if (form) look(form);
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const form = formOf(event.target);
  if (form && event.target === fieldOf(form)) onKey(event, form);
});

// A press on the list leaves the focus, and a phone's keyboard, where they are.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest?.(".suggest")) event.preventDefault();
});

document.addEventListener("focusout", (event) => {
  const form = formOf(event.target);
  if (form && event.target === fieldOf(form)) close(form);
});

document.addEventListener("pointerdown", (event) => {
  for (const panel of document.querySelectorAll(".suggest:not([hidden])")) {
    if (!panel.parentElement.contains(event.target)) close(panel.parentElement);
  }
});

document.addEventListener("click", (event) => {
  const option = event.target.closest?.('.suggest [role="option"]');
  if (option && !event.ctrlKey && !event.metaKey && !event.shiftKey) close(formOf(option));
});

document.addEventListener("submit", (event) => {
  const form = formOf(event.target);
  if (form) close(form);
});
