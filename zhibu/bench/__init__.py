"""Measuring: a seeded organisation of any size, and timings of what users wait for. Never part of the tests."""
