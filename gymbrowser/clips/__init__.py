"""Clips: made in the site's own Python when a study is built, and read back for the analysis."""
