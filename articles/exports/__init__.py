"""Articles on their way out: citations, files of references, tables, records and feeds."""
