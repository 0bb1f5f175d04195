"""The signals of the change log."""

from django.dispatch import Signal

change_set_recorded = Signal()
"""Sent for each ChangeSet, in the transaction that writes it and its page changes.

Arguments: `change_set`, and `has_other_changes`, whether readers see changes other than those of its pages and events.

What a receiver writes is committed with it; what a receiver raises undoes it, and the commit is recorded again.
"""
