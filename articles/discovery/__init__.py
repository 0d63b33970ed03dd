"""Machine-readable access: sitemaps, robots.txt, OpenSearch and article metadata."""
