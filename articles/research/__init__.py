"""For those who work with the archive: searches frozen for citing, saved searches, and alerts."""
