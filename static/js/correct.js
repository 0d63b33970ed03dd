// For editors: select words in an article, or click a marked name, and go to the page that says what they mean.
"use strict";

const bar = document.querySelector(".correct-bar");
const link = bar.querySelector("a");
const address = link.getAttribute("href");
const text = document.querySelector("article");
const MOST = 200; // characters of a name

function selectedWords() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed || !text.contains(selection.anchorNode)) return null;
  const words = selection.toString().replace(/\s+/g, " ").trim();
  return words && words.length <= MOST ? [words, selection.anchorNode.parentElement] : null;
}

function update() {
  const [words, near] = selectedWords() ?? [];
  const place = near?.closest("p[id], h1[id], figure[id]")?.id ?? "";
  link.setAttribute("href", words ? `${address}?${new URLSearchParams({ words, place })}` : address);
  link.textContent = words ? bar.dataset.selected.replace("…", () => words) : bar.dataset.plain;
  bar.classList.toggle("selected", Boolean(words));
}

document.addEventListener("selectionchange", update);
// "c" corrects the selected words, or the marked name that has the keyboard focus.
document.addEventListener("keydown", (event) => {
  if (event.key !== "c" || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  if (event.target.closest?.("input, textarea, select")) return;
  const mark = document.activeElement.closest("article a[id^=m][class^=e-]");
  if (mark) document.getSelection().selectAllChildren(mark);
  update();
  link.click();
});
