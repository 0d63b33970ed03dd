// The article page: showing and hiding names in the text, cards for names, and expanding notes. Without
// JavaScript, showing names loads another page.
"use strict";

const root = document.documentElement;
const marked = "a[id^=m][class^=e-]"; // a marked name in the text

function remember(value) {
  try {
    if (value) localStorage.setItem("names", value);
    else localStorage.removeItem("names");
  } catch {
    // The choice then applies to this page only.
  }
}

// Names in the text are links only while they are marked, for the keyboard and a screen reader too.
const toggle = document.querySelector(".byline .marks");

function show(shown) {
  if (shown) root.dataset.names = "on";
  else delete root.dataset.names;
  for (const mark of document.querySelectorAll(marked)) {
    if (shown && mark.dataset.href) mark.setAttribute("href", mark.dataset.href);
    else if (!shown) mark.removeAttribute("href");
  }
  toggle.textContent = shown ? toggle.dataset.hide : toggle.dataset.show;
}

if (toggle && document.querySelector(".with-names")) {
  // The address asks for names, and the link leads to the page without them.
  toggle.addEventListener("click", () => remember(null));
} else if (toggle) {
  show(root.dataset.names === "on");
  toggle.addEventListener("click", (event) => {
    event.preventDefault();
    const shown = root.dataset.names !== "on";
    remember(shown ? "on" : null);
    show(shown);
  });
}

// Cards (WCAG 1.4.13): they appear on hover or keyboard focus, stay while either is on the name or the card,
// and close with Escape.
const SHOW_MS = 250;
const HIDE_MS = 300;
const fetched = new Map();
const card = document.createElement("span");
card.className = "card";
card.id = "card";
let owner = null; // the link whose card is shown
let wanted = null; // the link whose card is loading
let dismissed = null; // the link whose card was closed with Escape: it stays closed until the next focus
let timer;
root.dataset.cards = "";

function addressOf(link) {
  if (link.dataset.card) return link.dataset.card;
  return link.matches(marked) && link.hasAttribute("href") ? `${link.getAttribute("href")}card/` : null;
}

function fetchCard(address) {
  if (!fetched.has(address)) {
    const answer = fetch(address, { headers: { "X-Requested-With": "fetch" } }).then((response) => {
      if (!response.ok) throw new Error(response.status);
      return response.text();
    });
    answer.catch(() => fetched.delete(address));
    fetched.set(address, answer);
  }
  return fetched.get(address);
}

// Below the name, or above it if there is no room; never beyond the edge of the window.
function place(link, near) {
  card.style.left = card.style.top = "0";
  const rects = [...link.getClientRects()];
  const line = rects.find((each) => near !== undefined && each.top <= near && near <= each.bottom) || rects[0];
  const own = card.getBoundingClientRect();
  const below = line.bottom + own.height + 8 <= window.innerHeight || line.top < own.height + 8;
  const left = Math.max(8, Math.min(line.left, root.clientWidth - own.width - 8));
  card.style.left = `${left - own.left}px`;
  card.style.top = `${(below ? line.bottom + 4 : line.top - own.height - 4) - own.top}px`;
}

function hide() {
  clearTimeout(timer);
  wanted = null;
  if (!owner) return;
  if (card.contains(document.activeElement)) owner.focus();
  owner.removeAttribute("aria-describedby");
  if (owner.dataset.why) owner.title = owner.dataset.why;
  owner = null;
  card.remove();
}

async function open(link, near) {
  const address = addressOf(link);
  if (!address || owner === link) return;
  wanted = link;
  let text = "";
  try {
    text = await fetchCard(address);
  } catch {
    if (!link.title) return; // The link to the page still works.
  }
  if (wanted !== link) return;
  hide();
  owner = link;
  card.innerHTML = text; // HTML from the archive itself, already escaped
  if (link.title) {
    // While the card is open, it shows the explanation, so remove the link's tooltip.
    link.dataset.why = link.title;
    link.removeAttribute("title");
    const why = document.createElement("span");
    why.className = "reason";
    why.textContent = link.dataset.why;
    card.append(why);
  }
  link.setAttribute("aria-describedby", "card");
  link.after(card);
  place(link, near);
}

function later(call, milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(call, milliseconds);
}

const linkAt = (target) => target.closest?.(`[data-card], ${marked}`);

document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  const link = linkAt(event.target);
  if (card.contains(event.target) || (link && link === owner)) clearTimeout(timer);
  else if (link) later(() => open(link, event.clientY), SHOW_MS);
  else if (owner && !card.contains(document.activeElement) && document.activeElement !== owner) later(hide, HIDE_MS);
  else if (!owner && !linkAt(document.activeElement)) {
    // Not if a name has the focus: scrolling to it moves the page below a mouse at rest.
    clearTimeout(timer);
    wanted = null;
  }
});

document.addEventListener("focusin", (event) => {
  if (card.contains(event.target)) clearTimeout(timer);
  else {
    const link = linkAt(event.target);
    if (link && link !== dismissed && link.matches(":focus-visible")) later(() => open(link), SHOW_MS);
    else if (owner !== event.target) hide();
  }
});

document.addEventListener("focusout", (event) => {
  const next = event.relatedTarget;
  if (event.target === dismissed) dismissed = null;
  if (owner && (!next || (!card.contains(next) && next !== owner)) && event.target !== document.body) later(hide, HIDE_MS);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  dismissed = owner;
  hide();
});

// Keep the margin in view if it fits into the window.
const margin = document.querySelector(".margin");
const fit = () => margin.classList.toggle("fits", margin.offsetHeight < window.innerHeight - 48);
if (margin && window.ResizeObserver) {
  new ResizeObserver(fit).observe(margin);
  window.addEventListener("resize", fit);
}
