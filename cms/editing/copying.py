"""The form that copies a page."""

from typing import Any

from django.utils import timezone
from wagtail.admin.forms.pages import CopyForm
from wagtail.models import Page

from cms.editing.publication.outcomes import refusal_in_words
from cms.editing.publication.pictures import picture_faults_of_all

MAX_REFUSED_COPIES = 5


class NewsroomCopyForm(CopyForm):
    """Wagtail's form; it makes no public copy or alias of a page whose pictures may not be published."""

    def clean(self) -> dict[str, Any]:
        """Add an error for each page that would be published anew and may not be, to the field that asks for it."""
        cleaned: dict[str, Any] = super().clean()
        asked = next((name for name in ("alias", "publish_copies") if cleaned.get(name)), None)
        if asked is None:
            return cleaned
        pages: Any = self.page.get_descendants(inclusive=True)
        if not cleaned.get("copy_subpages"):
            pages = Page.objects.filter(pk=self.page.pk)
        copied = pages.filter(live=True).specific().iterator()
        refused = [(page, faults) for page, faults in picture_faults_of_all(copied, timezone.now()) if faults]
        for page, faults in refused[:MAX_REFUSED_COPIES]:
            self.add_error(asked, refusal_in_words(page, faults))
        return cleaned
