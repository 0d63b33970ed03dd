// On a phone the rows of an article's entities are blocks, without the heads of the columns: cells get their own.
for (const table of document.querySelectorAll(".inline-group .tabular table")) {
  for (const head of table.querySelectorAll("thead th")) {
    const column = [...head.classList].find((name) => name.startsWith("column-"));
    if (!column) continue;
    for (const cell of table.querySelectorAll(`td.${column.replace("column-", "field-")}`)) {
      cell.dataset.label = head.textContent.trim();
    }
  }
}
