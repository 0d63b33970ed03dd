"""A column-oriented copy of what is counted, beside PostgreSQL: docs/internals.md, "The columns"."""
