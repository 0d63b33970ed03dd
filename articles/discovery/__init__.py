"""How programs find their way: sitemaps, robots.txt, OpenSearch, and what articles say of themselves."""
