// Before the page is drawn: readers who have hidden the marks do not see them flash up.
"use strict";
try {
  if (localStorage.getItem("marks") === "off") document.documentElement.dataset.marks = "off";
} catch {
  // No storage here: marks are shown until they are hidden again.
}
