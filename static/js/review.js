// Keys of the review queue: each presses the button, opens the fold or ticks the box that names it.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing || event.defaultPrevented || event.repeat) return;
  if (event.target.closest?.("input:not([type=checkbox]), textarea, select, .select2-container")) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!target) return;
  event.preventDefault();
  const fold = target.closest("details");
  if (fold && !fold.open) {
    fold.open = true;
    if (target.matches("summary")) fold.querySelector("select")?.nextElementSibling?.querySelector("[tabindex]")?.focus();
    else fold.querySelector("input[type=text]")?.select();
    return;
  }
  target.click();
});
