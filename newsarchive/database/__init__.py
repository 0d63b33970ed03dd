"""Django's PostgreSQL backend, with detection of outages."""
