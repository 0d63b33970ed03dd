// Updates results without a full reload: links and forms to the list of articles fetch it and replace the
// content. Modified clicks, other pages, files and errors are left to the browser.
"use strict";

const results = document.getElementById("results");
const said = document.getElementById("said");
const pages = new Map(); // query string -> page, so that going back is instant and shows the same
const MOST_PAGES = 20;
const places = new Map(); // history entry -> scroll position

let shown = location.search;
let underway = null;
let entry = history.state?.entry ?? newEntry();

const isList = (url) => url.origin === location.origin && url.pathname === location.pathname;

function remember(search, html) {
  pages.delete(search);
  pages.set(search, html);
  if (pages.size > MOST_PAGES) pages.delete(pages.keys().next().value);
}

function newEntry() {
  return `${Date.now()}-${Math.random()}`;
}

// Used after a reload; until then, `places` has the position.
function keepPlace() {
  history.replaceState({ entry, scroll: scrollY }, "");
}

function push(url) {
  keepPlace();
  entry = newEntry();
  history.pushState({ entry, scroll: 0 }, "", url);
}

async function load(url, signal) {
  const answer = await fetch(url, { signal, headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) throw new Error(`answered ${answer.status}`);
  return answer.text();
}

function parse(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  if (!page.getElementById("results")) throw new Error("no results in the answer");
  return page;
}

function replaceHead(page) {
  document.title = page.title;
  for (const selector of ['link[rel="alternate"]', 'meta[name="robots"]']) {
    document.head.querySelector(selector)?.remove();
    const other = page.head.querySelector(selector);
    if (other) document.head.append(other);
  }
}

// Scripts in parsed HTML do not run, so load those that the page did not have before.
function loadScripts(page) {
  const known = new Set([...document.scripts].map((script) => script.getAttribute("src")));
  for (const each of page.querySelectorAll("script[src]")) {
    const src = each.getAttribute("src");
    if (known.has(src)) continue;
    const script = document.createElement("script");
    script.src = src;
    script.type = each.type;
    document.head.append(script);
  }
}

function show(page) {
  const open = results.querySelector("details.facets")?.open;
  loadScripts(page);
  replaceHead(page);
  results.replaceChildren(...page.getElementById("results").childNodes);
  const facets = results.querySelector("details.facets");
  if (facets && open) facets.open = true;
}

function arrive(scroll) {
  const heading = document.getElementById("count");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  if (scroll !== null) {
    scrollTo({ top: scroll, behavior: "instant" });
  } else {
    const { top, bottom } = heading.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) heading.scrollIntoView({ behavior: "instant" });
  }
  said.textContent = "";
  setTimeout(() => (said.textContent = heading.textContent), 50);
}

// `scroll` is null for a new page; when going back or forward, it is the previous position.
async function visit(url, scroll = null) {
  const forth = scroll === null;
  underway?.abort();
  const mine = (underway = new AbortController());
  results.setAttribute("aria-busy", "true");
  try {
    const kept = forth ? undefined : pages.get(url.search);
    const html = kept ?? (await load(url, mine.signal));
    const page = parse(html);
    remember(url.search, html);
    if (forth && url.href !== location.href) push(url);
    shown = url.search;
    show(page);
    arrive(scroll);
    document.dispatchEvent(new CustomEvent("results:replaced", { detail: { url: url.href } }));
  } catch {
    if (mine.signal.aborted) return;
    if (forth) location.assign(url);
    else location.reload();
  } finally {
    if (underway === mine) {
      underway = null;
      results.removeAttribute("aria-busy");
    }
  }
}

function onClick(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey) return;
  if (event.shiftKey || event.altKey) return;
  const link = event.target.closest("a[href]");
  if (!link || !results.contains(link) || link.hasAttribute("download")) return;
  if (link.target && link.target !== "_self") return;
  const url = new URL(link.href);
  if (!isList(url) || url.hash) return;
  event.preventDefault();
  visit(url);
}

function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "get" || !results.contains(form)) return;
  const url = new URL(form.action);
  if (!isList(url)) return;
  event.preventDefault();
  const given = [...new FormData(form)].filter(([, value]) => value !== "");
  url.search = new URLSearchParams(given).toString();
  visit(url);
}

function onPopState(event) {
  entry = event.state?.entry ?? entry;
  const scroll = places.get(entry) ?? event.state?.scroll ?? 0;
  if (location.search !== shown) visit(new URL(location.href), scroll);
  else if (event.state) scrollTo({ top: scroll, behavior: "instant" }); // only the fragment has changed
}

if (results && said) {
  // Otherwise the browser would scroll before the page has been replaced.
  history.scrollRestoration = "manual";
  if (history.state?.scroll) scrollTo({ top: history.state.scroll, behavior: "instant" });
  keepPlace();
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
  addEventListener("popstate", onPopState);
  addEventListener("pagehide", keepPlace);
  addEventListener("scroll", () => underway || places.set(entry, scrollY), { passive: true });
}
