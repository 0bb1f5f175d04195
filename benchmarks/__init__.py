"""Dateline beside vanilla grapple and two limits: the same content, the same four pieces of work, one machine."""
