"""The signals of the change log."""

from django.dispatch import Signal

change_set_recorded = Signal()
"""Sent with `change_set` for each ChangeSet, in the transaction that writes it and its page changes.

What a receiver writes is committed with it; what a receiver raises undoes it, and the commit is recorded again.
"""
