"""The form of an article."""

from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from cms.editing.forms import NewsroomPageForm


class ArticleForm(NewsroomPageForm):
    """Keeps published corrections."""

    def clean(self) -> dict[str, Any]:
        """Refuse the removal of a correction that readers have seen."""
        cleaned: dict[str, Any] = super().clean()
        formset = self.formsets.get("corrections")
        removed = {form.instance.pk for form in formset.deleted_forms} if formset is not None else set()
        if removed - {None}:
            wordings = apps.get_model("news", "CorrectionWording")._default_manager
            kept = wordings.filter(page=self.instance.pk, correction__in=removed - {None}).order_by("-pk").first()
            if kept is not None:
                message = _(
                    "The correction of %(date)s (“%(text)s”) has been published and cannot be removed. Amend its "
                    "wording instead. Reload this form to see it again."
                )
                self.add_error(None, message % {"date": kept.date, "text": kept.text})
        return cleaned
