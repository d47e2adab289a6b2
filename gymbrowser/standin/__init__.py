"""Packages that stand for others, which the browser cannot have or need not carry."""
