"""The form that copies a page."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms.pages import CopyForm
from wagtail.models import Page

from cms.editing.publication.checks import faults_of
from cms.editing.publication.outcomes import refusal_in_words
from cms.sites import SiteIndex
from cms.takedowns.copies import copy_refusals
from cms.visibility import Visibility

MAX_REFUSED_COPIES = 5


class NewsroomCopyForm(CopyForm):
    """Wagtail's form; it copies nothing that was taken down, and makes public what the form would publish alone."""

    def clean(self) -> dict[str, Any]:
        """Add an error for each page that may not be copied, or not be public as a copy, to the field that asks."""
        cleaned: dict[str, Any] = super().clean()
        pages: Any = self.page.get_descendants(inclusive=True)
        with_subpages = bool(cleaned.get("copy_subpages"))
        if not with_subpages:
            pages = Page.objects.filter(pk=self.page.pk)
        for refusal in copy_refusals(pages)[:MAX_REFUSED_COPIES]:
            # The page prints the errors of fields alone.
            self.add_error("copy_subpages" if with_subpages else "new_title", refusal)
        asked = next((name for name in ("alias", "publish_copies") if cleaned.get(name)), None)
        if asked is None:
            return cleaned
        visibility = Visibility(SiteIndex())
        refused = 0
        for page in pages.filter(live=True).specific().iterator():
            faults = faults_of(page)
            if asked == "publish_copies" and visibility.is_hidden_with_source(page):
                faults.append(_("It is an alias of a page that readers do not see: a public copy would show it."))
            if faults:
                self.add_error(asked, refusal_in_words(page, faults))
                refused += 1
            if refused == MAX_REFUSED_COPIES:
                break
        return cleaned
