"""Fetches pages and feeds from the web: from public addresses only, within limits, and politely."""
