"""A column-oriented copy of what is counted, beside PostgreSQL: docs/architecture.md, "The columns"."""
