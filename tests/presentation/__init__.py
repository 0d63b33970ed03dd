"""Tests of what prepares articles for their pages."""
