"""Readers of single cells: a value, a problem, or both. One module per sort of value."""
