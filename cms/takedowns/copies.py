"""Copies and translations of pages that were taken down: there are none while the take-down is in force."""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.takedowns.models import TakeDown


def copy_refusals(pages: QuerySet[Page]) -> list[str]:
    """Return a sentence for each of these pages that was taken down, in the order of the tree.

    Args:
        pages: the pages that are to be copied or translated.
    """
    rows = TakeDown.objects.in_force().filter(page__in=pages.order_by().values("pk"))
    return [
        _(
            "“%(title)s” can be neither copied nor translated. %(sentence)s To do so all the same, lift the take-down "
            "first."
        )
        % {"title": row.page.specific_deferred.get_admin_display_title(), "sentence": row.sentence}
        for row in rows.select_related("page", "taken_down_by").order_by("page__path")
    ]


def refuse_copies_of_taken_down(pages: QuerySet[Page]) -> None:
    """Refuse to copy pages of which one was taken down.

    Raises:
        ValidationError: with when, by whom and why each was taken down.
    """
    if refusals := copy_refusals(pages):
        raise ValidationError(refusals, code="taken_down")
