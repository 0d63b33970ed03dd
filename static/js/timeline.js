// Selects a range of dates on a timeline: drag across the bars, or hold Shift and press an arrow key. The bars
// are links; for a range, a link is created, so that it is followed like any other.
"use strict";

const MOVED = 6; // pixels after which a press becomes a drag

class Brush {
  constructor(nav) {
    this.nav = nav;
    this.list = nav.querySelector(".bars");
    this.links = [...this.list.querySelectorAll("a")];
    this.said = nav.querySelector(".brushed-range");
    this.anchor = this.end = -1;
    this.press = null;
    const hint = document.createElement("span");
    hint.className = "brush-hint";
    hint.textContent = nav.dataset.hint;
    nav.append(hint);
    this.reach(Math.max(0, this.links.findIndex((link) => link.matches(".chosen"))));
    this.list.addEventListener("keydown", (event) => this.onKey(event));
    this.list.addEventListener("focusin", (event) => this.reach(this.links.indexOf(event.target)));
    this.list.addEventListener("pointerdown", (event) => this.onPress(event));
    this.list.addEventListener("pointermove", (event) => this.onMove(event));
    this.list.addEventListener("pointerup", (event) => this.onRelease(event));
    this.list.addEventListener("pointercancel", () => this.drop());
    this.list.addEventListener("click", (event) => this.onClick(event), true);
    this.list.addEventListener("dragstart", (event) => event.preventDefault());
    this.list.addEventListener("focusout", (event) => {
      if (!this.list.contains(event.relatedTarget) && !this.press) this.drop();
    });
  }

  // One bar is in the tab order; arrow keys reach the others.
  reach(place) {
    if (place < 0) return;
    this.links.forEach((link, n) => (link.tabIndex = n === place ? 0 : -1));
  }

  get brushing() {
    return this.anchor >= 0;
  }

  get range() {
    return [Math.min(this.anchor, this.end), Math.max(this.anchor, this.end)];
  }

  brush(anchor, end) {
    this.anchor = anchor;
    this.end = end;
    const [first, last] = this.range;
    this.links.forEach((link, n) => link.classList.toggle("brushed", n >= first && n <= last));
    this.said.textContent = this.words(first, last);
  }

  drop() {
    this.press = null;
    if (!this.brushing) return;
    this.anchor = this.end = -1;
    this.links.forEach((link) => link.classList.remove("brushed"));
    this.said.textContent = "";
  }

  words(first, last) {
    const { one, many, single } = this.nav.dataset;
    const count = this.links.slice(first, last + 1).reduce((sum, link) => sum + Number(link.dataset.count), 0);
    const language = document.documentElement.lang || "en";
    const plural = new Intl.PluralRules(language).select(count) === "one" ? one : many;
    const label = (n) => this.links[n].dataset.label;
    const range = first === last ? label(first) : single.replace("{first}", label(first)).replace("{last}", label(last));
    return plural.replace("{range}", range).replace("{count}", new Intl.NumberFormat(language).format(count));
  }

  // The bars' URL, with the dates of the range.
  apply() {
    const [first, last] = this.range;
    const url = new URL(this.links[first].href);
    const before = new URL(this.links[last].href).searchParams.get("before");
    url.searchParams.set("before", before);
    const link = document.createElement("a");
    link.href = url.href;
    link.hidden = true;
    this.nav.append(link);
    this.drop();
    link.click();
    link.remove();
  }

  onKey(event) {
    const { key, shiftKey } = event;
    const here = this.links.indexOf(document.activeElement);
    if (here < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === "Escape" && this.brushing) {
      this.drop();
    } else if (key === "Enter" && this.brushing && this.anchor !== this.end) {
      this.apply();
    } else {
      const to = this.target(key, here);
      if (to < 0) return;
      if (shiftKey) this.brush(this.brushing ? this.anchor : here, to);
      else this.drop();
      this.links[to].focus();
    }
    event.preventDefault();
  }

  target(key, here) {
    const forth = getComputedStyle(this.list).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const last = this.links.length - 1;
    if (key === "Home") return 0;
    if (key === "End") return last;
    if (key !== "ArrowLeft" && key !== "ArrowRight") return -1;
    return Math.min(last, Math.max(0, here + (key === forth ? 1 : -1)));
  }

  at(x) {
    const distances = this.links.map((link) => {
      const { left, right } = link.getBoundingClientRect();
      return Math.max(left - x, x - right, 0);
    });
    return distances.indexOf(Math.min(...distances));
  }

  onPress(event) {
    if (event.button || event.shiftKey || event.ctrlKey || event.metaKey || !event.isPrimary) return;
    this.drop();
    this.press = { x: event.clientX, from: this.at(event.clientX), dragged: false };
  }

  onMove(event) {
    const { press } = this;
    if (!press || !event.isPrimary) return;
    if (!press.dragged) {
      if (Math.abs(event.clientX - press.x) < MOVED) return;
      press.dragged = true;
      this.list.setPointerCapture(event.pointerId);
      this.links[press.from].focus({ preventScroll: true }); // so that Escape works
    }
    this.brush(press.from, this.at(event.clientX));
  }

  onRelease(event) {
    const { press } = this;
    if (!press || !event.isPrimary) return;
    this.press = null;
    if (!press.dragged || !this.brushing) return;
    this.suppress = true;
    setTimeout(() => (this.suppress = false)); // the click after a drag comes at once, or not at all
    this.apply();
  }

  onClick(event) {
    if (!this.suppress) return;
    event.preventDefault();
    event.stopPropagation();
  }
}

function attach() {
  for (const nav of document.querySelectorAll("nav.time:not([data-brush])")) {
    nav.dataset.brush = "";
    new Brush(nav);
  }
}

attach();
document.addEventListener("results:replaced", attach);
