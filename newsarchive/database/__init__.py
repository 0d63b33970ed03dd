"""Django's PostgreSQL backend, which can tell an outage from a slow query."""
