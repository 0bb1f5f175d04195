"""Comparisons of fields: Wagtail's, which show all values as Python has them, and texts word by word.

Registered with Wagtail, they serve its own comparison of revisions, edit conflicts and editions alike.
"""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from taggit.managers import TaggableManager
from wagtail.admin import compare
from wagtail.fields import RichTextField, StreamField

from cms.editing.comparison.markup import changes_as_html, in_language_of
from cms.editing.comparison.richtext import text_of_rich_text
from cms.editing.comparison.streams import StreamComparison
from cms.editing.comparison.words import WordDiff, opcodes
from cms.editing.moments import moment_in_words


class TextComparison(compare.TextFieldComparison):
    """Compares plain text."""

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        super().__init__(field, obj_a, obj_b)
        self.instance = obj_b

    def text(self, value: Any) -> str:
        """Return a value as an editor reads it."""
        return str(value or "")

    def htmldiff(self) -> SafeString:
        """Return both texts in one, marked where they differ."""
        changes = WordDiff().changes(self.text(self.val_a), self.text(self.val_b))
        return in_language_of(self.instance, changes_as_html(changes))


class RichTextComparison(TextComparison):
    """Compares rich text by its paragraphs, words and the targets of its links."""

    def text(self, value: Any) -> str:
        """Return the text of the HTML."""
        return text_of_rich_text(value or "")

    def htmldiff(self) -> SafeString:
        """Add that only the formatting differs, where that is so."""
        html = super().htmldiff()
        if self.val_a != self.val_b and self.text(self.val_a) == self.text(self.val_b):
            return format_html("{}<p>{}</p>", html, _("Only the formatting differs."))
        return html


class WholeValueComparison(compare.FieldComparison):
    """Compares values that are not made of words: the old one is struck out before the new one."""

    def text(self, value: Any) -> str:
        """Return a value as an editor reads it."""
        return str(value)

    def htmldiff(self) -> SafeString:
        """Return the value, or both."""
        kinds = [("deletion", self.val_a), ("addition", self.val_b)] if self.has_changed() else [("equal", self.val_b)]
        texts = [(kind, "" if value is None else self.text(value)) for kind, value in kinds]
        return changes_as_html([(kind, text) for kind, text in texts if text], separator=" ")


class BooleanComparison(WholeValueComparison):
    """Compares boxes that are ticked or not."""

    def text(self, value: Any) -> str:
        """Return yes or no."""
        return _("Yes") if value else _("No")


class DateComparison(WholeValueComparison):
    """Compares days, and moments in the editor's time zone."""

    def text(self, value: Any) -> str:
        """Return for example "29 Nov 2026, 08:00 Europe/London"."""
        return moment_in_words(value) if isinstance(value, datetime) else formats.date_format(value, "j M Y")


class TagsComparison(compare.M2MFieldComparison):
    """Compares tags by their names, whatever their order."""

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        super().__init__(field, obj_a, obj_b)
        self.instance = obj_b

    def get_items(self) -> tuple[list[str], list[str]]:
        """Return the names in alphabetical order."""
        before, after = (sorted({tag.name for tag in tags}) for tags in (self.val_a, self.val_b))
        return before, after

    def htmldiff(self) -> SafeString:
        """Return the names of both, marked."""
        before, after = self.get_items()
        changes = []
        for kind, old_start, old_end, new_start, new_end in opcodes(before, after):
            if kind == "equal":
                changes += [("equal", name) for name in after[new_start:new_end]]
            else:
                changes += [("deletion", name) for name in before[old_start:old_end]]
                changes += [("addition", name) for name in after[new_start:new_end]]
        return in_language_of(self.instance, changes_as_html(changes, separator=", "))


def register_comparisons() -> None:
    """Replace Wagtail's comparisons, in its own views too; that of pictures by its template."""
    for field, comparison in (
        (models.CharField, TextComparison),
        (models.TextField, TextComparison),
        (RichTextField, RichTextComparison),
        (StreamField, StreamComparison),
        (models.BooleanField, BooleanComparison),
        (models.DateField, DateComparison),
        (TaggableManager, TagsComparison),
    ):
        compare.register_comparison_class(field, comparison_class=comparison)
