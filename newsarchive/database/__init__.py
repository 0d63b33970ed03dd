"""Django's PostgreSQL backend, with an outage told from a slow query."""
