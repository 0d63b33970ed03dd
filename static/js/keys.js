// "/" goes to the search box, unless the reader is typing in a field or uses it in a shortcut.
"use strict";

const TYPING = "input, textarea, select, [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  if (event.defaultPrevented || event.target.closest?.(TYPING)) return;
  const field = document.querySelector('[aria-keyshortcuts="/"]');
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});
