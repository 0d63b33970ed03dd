"""Web archives: WARC and ARC files, saved pages, and which of their pages are news."""
