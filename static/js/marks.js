// Runs before the page is drawn, so that marked names do not appear late.
"use strict";
try {
  if (localStorage.getItem("names") === "on") document.documentElement.dataset.names = "on";
} catch {
  // Without storage, names stay unmarked until the reader shows them again.
}
