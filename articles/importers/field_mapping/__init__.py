"""Columns and keys of records: which field each one fills, and how its values are read."""
