"""Editors’ work: roles, changes that can be undone, history and drafts."""
