// Searches all values of a facet while typing. Without JavaScript, and on Enter, the form opens the page that
// lists them.
"use strict";

const PAUSE_MS = 200;
const originals = new WeakMap(); // list -> its original contents

let typing = 0;
let looking = null;

const formOf = (element) => element.closest?.("form[data-find]") ?? null;
const listOf = (form) => document.getElementById(form.dataset.find);
const fieldOf = (form) => form.elements.namedItem("name");

// The form of the list that contains an element.
function formFor(element) {
  const list = element.closest?.("[data-found]");
  return list && document.querySelector(`form[data-find="${list.id}"]`);
}

function say(text) {
  const said = document.getElementById("said");
  if (said) said.textContent = text;
}

function addressOf(form) {
  const url = new URL(form.action);
  url.search = new URLSearchParams(new FormData(form)).toString();
  if (form.dataset.part) url.searchParams.set("part", form.dataset.part);
  return url;
}

async function look(form) {
  const list = listOf(form);
  looking?.abort();
  const mine = (looking = new AbortController());
  if (!originals.has(list)) originals.set(list, list.innerHTML);
  if (form.dataset.part && !fieldOf(form).value.trim()) {
    list.innerHTML = originals.get(list);
    say("");
    return;
  }
  try {
    const answer = await fetch(addressOf(form), { signal: mine.signal });
    if (!answer.ok) return; // Enter still opens the page, which shows the error
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine.signal.aborted) return;
    list.replaceChildren(...(page.getElementById(list.id) ?? page.body).childNodes);
    say(list.querySelector(".found")?.textContent.trim() ?? "");
  } catch {
    // Leave the list unchanged.
  }
}

function clear(form) {
  clearTimeout(typing);
  fieldOf(form).value = "";
  fieldOf(form).focus();
  look(form);
}

// Arrow keys move from the field to the values and back.
function move(form, from, by) {
  const values = [...listOf(form).querySelectorAll("li > a:first-child")];
  const row = from.closest("li")?.querySelector("a");
  const next = (row ? values.indexOf(row) : -1) + by;
  if (next < 0) fieldOf(form).focus();
  else values[Math.min(next, values.length - 1)]?.focus();
}

document.addEventListener("input", (event) => {
  const form = formOf(event.target);
  if (!form) return;
  clearTimeout(typing);
  typing = setTimeout(() => look(form), PAUSE_MS);
});

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  const form = formOf(event.target) ?? formFor(event.target);
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!form || !(by || event.key === "Escape")) return;
  if (by === -1 && formOf(event.target)) return;
  event.preventDefault();
  if (by) move(form, event.target, by);
  else if (fieldOf(form).value) clear(form);
  else fieldOf(form).focus();
});
