"""Log actions and formatters of bulk actions in the page history."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter

from news.desk.bulk.fields import BylinesField, CategoryField, TagsField

REPUBLISH = "news.bulk.republish"
"""Log action of a page that was published again by the undo of unpublishing in bulk."""


class BulkFormatter(LogFormatter):
    """Formats the change of a field by a bulk action, with the former and the new value."""

    undo_message: Promise

    def format_message(self, log_entry: Any) -> Promise:
        """Return the message of the action, or that of its undo."""
        return self.undo_message if log_entry.data.get("is_undo") else self.message

    def format_comment(self, log_entry: Any) -> str:
        """Return for example “World → Europe”."""
        return " → ".join(words or "–" for words in log_entry.data.get("in_words", []))


class CategoryFormatter(BulkFormatter):
    """The category."""

    label = _("Set category in bulk")
    message = _("Category set, with other articles")
    undo_message = _("Category set back, with other articles")


class TagsFormatter(BulkFormatter):
    """The tags."""

    label = _("Change tags in bulk")
    message = _("Tags changed, with other articles")
    undo_message = _("Tags changed back, with other articles")


class BylinesFormatter(BulkFormatter):
    """The authors."""

    label = _("Change authors in bulk")
    message = _("Authors changed, with other articles")
    undo_message = _("Authors changed back, with other articles")


class RepublishFormatter(LogFormatter):
    """An article that was unpublished with others, and published again by the undo of that."""

    label = _("Undo unpublishing in bulk")
    message = _("Unpublishing taken back, with other articles")


def register_bulk_log_actions(actions: Any) -> None:
    """Register the formatters."""
    actions.register_action(CategoryField.log_action)(CategoryFormatter)
    actions.register_action(TagsField.log_action)(TagsFormatter)
    actions.register_action(BylinesField.log_action)(BylinesFormatter)
    actions.register_action(REPUBLISH)(RepublishFormatter)
