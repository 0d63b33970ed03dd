// Suggestions while the reader types: a combobox with a list, as in the ARIA Authoring Practices. Any element with
// data-suggest is a box: a field, a panel and a status. The list comes from that address, with what the form has;
// its options are links. Without JavaScript, the results page has them.
"use strict";

const PAUSE_MS = 120;
const SHORTEST = 2; // characters
const MOST_ANSWERS = 50;
const answers = new Map(); // address -> HTML

let typing = 0;
let looking = null;

const boxOf = (element) => element.closest?.("[data-suggest]") ?? null;
const fieldOf = (box) => box.querySelector('input:not([type="hidden"])');
const panelOf = (box) => box.querySelector(".suggest");
const optionsOf = (box) => [...panelOf(box).querySelectorAll('[role="option"]')];
const isOpen = (box) => !panelOf(box).hidden;
const activeOf = (box) => document.getElementById(fieldOf(box).getAttribute("aria-activedescendant") ?? "");

function say(box, text) {
  box.querySelector('[role="status"]').textContent = text;
}

// Only now is the field a combobox: without JavaScript it is a plain search field.
function prepare(box) {
  const field = fieldOf(box);
  if (field.getAttribute("role") === "combobox") return;
  field.removeAttribute("list"); // a second list would cover the panel
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", "suggestions");
}

function activate(box, option) {
  activeOf(box)?.setAttribute("aria-selected", "false");
  fieldOf(box).removeAttribute("aria-activedescendant");
  if (!option) return;
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  fieldOf(box).setAttribute("aria-activedescendant", option.id);
}

function close(box) {
  clearTimeout(typing);
  looking?.abort();
  activate(box, null);
  panelOf(box).hidden = true;
  fieldOf(box).setAttribute("aria-expanded", "false");
  say(box, "");
}

function open(box, html) {
  activate(box, null);
  const panel = panelOf(box);
  for (const other of document.querySelectorAll(".suggest")) other.replaceChildren(); // ids are unique
  panel.innerHTML = html;
  const found = panel.querySelector("[data-said]");
  if (!found) return close(box);
  panel.hidden = false;
  fieldOf(box).setAttribute("aria-expanded", "true");
  say(box, found.dataset.said);
}

function addressOf(box) {
  const url = new URL(box.dataset.suggest, location.href);
  for (const [name, value] of new FormData(fieldOf(box).form)) url.searchParams.append(name, value);
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
async function look(box) {
  looking?.abort();
  const mine = (looking = new AbortController());
  if (fieldOf(box).value.trim().length < SHORTEST) return close(box);
  const address = addressOf(box);
  try {
    const html = await fetched(address, mine.signal);
    if (mine.signal.aborted || address !== addressOf(box) || document.activeElement !== fieldOf(box)) return;
    open(box, html);
  } catch {
    if (!mine.signal.aborted) close(box); // Enter still searches
  }
}

// From the field through the options and back to the field.
function move(box, by) {
  const options = optionsOf(box);
  const places = options.length + 1;
  const here = options.indexOf(activeOf(box)) + 1;
  activate(box, options[((here + by + places) % places) - 1]);
}

function onKey(event, box) {
  const { key, altKey } = event;
  const chosen = activeOf(box);
  if (key === "ArrowDown" || key === "ArrowUp") {
    if (!isOpen(box)) look(box);
    else if (!altKey) move(box, key === "ArrowDown" ? 1 : -1);
    else if (key === "ArrowUp") close(box);
  } else if (key === "Escape" && isOpen(box)) {
    close(box);
  } else if (chosen && (key === "Home" || key === "End")) {
    activate(box, optionsOf(box).at(key === "Home" ? 0 : -1));
  } else if (chosen && key === "Enter") {
    chosen.click();
    close(box);
  } else {
    return;
  }
  event.preventDefault();
}

document.addEventListener("focusin", (event) => {
  const box = boxOf(event.target);
  if (box) prepare(box);
});

document.addEventListener("input", (event) => {
  const box = boxOf(event.target);
  if (!box || event.isComposing) return;
  prepare(box);
  clearTimeout(typing);
  typing = setTimeout(() => look(box), PAUSE_MS);
});

// While an input method composes a word, nothing is looked up, and the keys belong to the input method.
document.addEventListener("compositionend", (event) => {
  const box = boxOf(event.target);
  if (box) look(box);
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const box = boxOf(event.target);
  if (box && event.target === fieldOf(box)) onKey(event, box);
});

// A press on the list leaves the focus, and a phone's keyboard, where they are.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest?.(".suggest")) event.preventDefault();
});

document.addEventListener("focusout", (event) => {
  const box = boxOf(event.target);
  if (box && event.target === fieldOf(box)) close(box);
});

document.addEventListener("pointerdown", (event) => {
  for (const panel of document.querySelectorAll(".suggest:not([hidden])")) {
    if (!panel.parentElement.contains(event.target)) close(panel.parentElement);
  }
});

document.addEventListener("click", (event) => {
  const option = event.target.closest?.('.suggest [role="option"]');
  if (option && !event.ctrlKey && !event.metaKey && !event.shiftKey) close(boxOf(option));
});

document.addEventListener("submit", () => {
  for (const panel of document.querySelectorAll(".suggest:not([hidden])")) close(panel.parentElement);
});
