// Keeps what is typed into a form in this browser until the server has it: if the session ends or the browser
// is closed, it is there again. The forms name a key, and since when the server knows what they show.
const form = document.querySelector("form[data-keep]");
const key = `typed.${form.dataset.keep}`;
const since = Number(form.dataset.since || 0);

function fields() {
  return [...form.elements].filter((each) => each.name && /^(text|search|url|textarea|date)$/.test(each.type));
}

function keep() {
  const values = Object.fromEntries(fields().map((each) => [each.name, each.value]));
  try {
    localStorage.setItem(key, JSON.stringify({ since, values }));
  } catch {
    // Storage is full or forbidden. The server still gets the form when it is sent.
  }
}

function restore() {
  const kept = JSON.parse(localStorage.getItem(key) || "null");
  if (!kept || kept.since !== since) {
    localStorage.removeItem(key);
    return;
  }
  const changed = fields().filter((each) => each.name in kept.values && each.value !== kept.values[each.name]);
  for (const field of changed) field.value = kept.values[field.name];
  if (changed.length) {
    const note = document.createElement("p");
    note.className = "paste-restored";
    note.setAttribute("role", "status");
    note.textContent = form.dataset.restored;
    form.prepend(note);
  }
}

// The page that was pasted is on the server once its preview opens.
if (since) localStorage.removeItem(`typed.${form.dataset.keep.split(".")[0]}.add`);
restore();
let waiting = 0;
form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(keep, 300);
});
window.addEventListener("pagehide", () => {
  if (waiting) keep();
});
