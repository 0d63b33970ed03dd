// On a phone a row is a block, without the heads of the columns: each cell gets its own.
const heads = [...document.querySelectorAll("#result_list thead th")].map((head) => (head.querySelector(".text") ?? head).textContent.trim());
for (const row of document.querySelectorAll("#result_list tbody tr")) {
  [...row.children].forEach((cell, place) => {
    if (!cell.matches("th, .action-checkbox")) cell.dataset.label = heads[place] ?? "";
  });
}
