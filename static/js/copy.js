// A copy button next to every text with data-copy. Without JavaScript, the text can be selected.
"use strict";

const said = document.getElementById("copied");
const words = said.closest("section").dataset; // labelCopy, labelCopied, labelSelected

// Word processors get HTML with italics; other programs get plain text.
async function copy(source) {
  const plain = source.textContent.trim();
  if (window.ClipboardItem && navigator.clipboard && source.querySelector("i")) {
    const piece = (type, text) => new Blob([text], { type });
    const item = new ClipboardItem({
      "text/plain": piece("text/plain", plain),
      "text/html": piece("text/html", source.innerHTML.trim()),
    });
    await navigator.clipboard.write([item]);
  } else if (navigator.clipboard) {
    await navigator.clipboard.writeText(plain);
  } else {
    // Without TLS there is no clipboard API, but copying a selection works.
    getSelection().selectAllChildren(source);
    if (!document.execCommand("copy")) throw new Error("not copied");
  }
}

for (const source of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  const label = document.createElement("span");
  const what = document.createElement("span");
  button.type = "button";
  label.textContent = words.labelCopy;
  what.className = "hidden";
  what.textContent = ` ${source.dataset.copy}`;
  button.append(label, what);
  let later;
  button.addEventListener("click", async () => {
    let done = words.labelCopied;
    try {
      await copy(source);
    } catch {
      getSelection().selectAllChildren(source);
      done = words.labelSelected;
    }
    label.textContent = done;
    said.textContent = `${source.dataset.copy}: ${done.toLowerCase()}`;
    clearTimeout(later);
    later = setTimeout(() => {
      label.textContent = words.labelCopy;
      said.textContent = "";
    }, 3000);
  });
  source.after(button);
}
