// Runs before the page is drawn, so that hidden marks do not flash.
"use strict";
try {
  if (localStorage.getItem("marks") === "off") document.documentElement.dataset.marks = "off";
} catch {
  // Without storage, marks are shown until the reader hides them again.
}
