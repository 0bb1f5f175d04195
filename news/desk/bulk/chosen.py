"""The pages chosen for a bulk action: their maximum number, and their lock while the action writes."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms.editing.bulk import WholeListingMixin
from news.desk.bulk.changes import lock_pages

MAX_PAGES = 100
"""Pages that may be chosen at once: one request writes all, each in about a tenth of a second."""
MAX_KEY_DIGITS = 9
"""Digits of a primary key, which has 32 bits; databases reject a comparison with larger numbers."""


class ChosenPagesMixin(WholeListingMixin):
    """Mixin of bulk actions: limits the number of pages, and locks them while the action writes."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redirect back with an error message if too many pages are chosen."""
        if len(self.chosen_keys) > MAX_PAGES:
            message = _("You chose %(count)s pages. Choose %(limit)s at most at once: nothing was changed.")
            messages.error(request, message % {"count": len(self.chosen_keys), "limit": MAX_PAGES})
            return redirect(self.next_url)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # BulkAction's
        return response

    @cached_property
    def chosen_keys(self) -> set[int]:
        """The primary keys of the chosen pages."""
        chosen = self.request.GET.getlist("id")
        if "all" in chosen:
            return set(self.get_all_objects_in_listing_query(self.request.GET.get("childOf")))
        return {int(key) for key in chosen if key.isdecimal() and len(key) <= MAX_KEY_DIGITS}

    def form_valid(self, form: Any) -> HttpResponse:
        """Carry the action out on the pages, locked against other writers."""
        with transaction.atomic():
            lock_pages(self.chosen_keys)
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # BulkAction's
            return response
