"""Benchmarks: Dateline, vanilla grapple and two upper bounds, with the same content and queries on one machine."""
