"""How many pages a bulk action takes, and the lock on them while it writes."""

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
"""How many pages may be chosen at once: all are written in one request, for about a tenth of a second each."""
MAX_KEY_DIGITS = 9
"""Primary keys have 32 bits; databases refuse to compare longer ones."""


class ChosenPagesMixin(WholeListingMixin):
    """Refuses more pages than one request can write, and locks those that it writes."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead back with a message where there are too many."""
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
