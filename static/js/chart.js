// Makes the points of a line chart reachable by keyboard: one is in the tab order, arrow keys reach the others,
// left and right along a line, up and down between lines.
"use strict";

function attach(plot) {
  const lines = [...plot.querySelectorAll(".points")].map((line) => [...line.querySelectorAll("a")]);
  const all = lines.flat();
  if (!all.length) return;
  plot.removeAttribute("aria-hidden");
  const reach = (point) => all.forEach((each) => each.setAttribute("tabindex", each === point ? "0" : "-1"));
  const find = (point) => {
    const row = lines.findIndex((line) => line.includes(point));
    return [row, lines[row].indexOf(point)];
  };
  reach(lines[0].at(-1));
  plot.addEventListener("focusin", (event) => reach(event.target.closest("a")));
  plot.addEventListener("keydown", (event) => {
    const point = event.target.closest("a");
    if (!point || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const [row, column] = find(point);
    const line = lines[row];
    const to = {
      ArrowRight: line[column + 1],
      ArrowLeft: line[column - 1],
      ArrowUp: lines[row - 1]?.[column],
      ArrowDown: lines[row + 1]?.[column],
      Home: line[0],
      End: line.at(-1),
    }[event.key];
    if (!to) return;
    event.preventDefault();
    to.focus();
  });
}

document.querySelectorAll(".chart .plot").forEach(attach);
