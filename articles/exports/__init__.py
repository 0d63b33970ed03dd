"""Exports of articles: citations, reference files, tables, records and feeds."""
