// Dims the names and lines that have nothing to do with the one under the pointer or in focus.
for (const drawing of document.querySelectorAll(".net svg")) {
  const lines = [...drawing.querySelectorAll("line")];
  const nodes = [...drawing.querySelectorAll(".node")];

  function dim(node) {
    const place = node?.dataset.place;
    const near = new Set([place]);
    for (const line of lines) {
      const ends = [line.dataset.one, line.dataset.other];
      const touched = !node || ends.includes(place);
      line.classList.toggle("dim", !touched);
      if (node && touched) ends.forEach((end) => near.add(end));
    }
    for (const each of nodes) each.classList.toggle("dim", Boolean(node) && !near.has(each.dataset.place));
  }

  for (const node of nodes) {
    node.addEventListener("pointerenter", () => dim(node));
    node.addEventListener("focus", () => dim(node));
    node.addEventListener("pointerleave", () => dim());
    node.addEventListener("blur", () => dim());
  }
}
