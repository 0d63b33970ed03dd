"""What the templates of the public pages can use: docs/decisions/0011-templates.md."""
