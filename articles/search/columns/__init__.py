"""An in-memory, column-oriented copy of the data to count: see docs/internals.md, "The columns"."""
