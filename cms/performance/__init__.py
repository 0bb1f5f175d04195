"""Accelerators: with all of them off, the product is slower and otherwise the same."""
