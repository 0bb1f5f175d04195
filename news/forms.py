"""The forms of articles and categories."""

from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from cms.editing.forms import NewsroomPageForm
from news.models.category_tree import at_or_below

NO_BREAK_SPACE = "\u00a0"


class ArticleForm(NewsroomPageForm):
    """Form of an article; published corrections cannot be removed with it."""

    def clean(self) -> dict[str, Any]:
        """Reject the removal of a correction that has been published."""
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


class CategoryForm(WagtailAdminModelForm):
    """Form of a category; offers the possible parents in its language, indented by level."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "parent" in self.fields:
            categories = apps.get_model("news", "Category").objects.filter(locale=self.instance.locale_id)
            own = at_or_below(pk=self.instance.pk) if self.instance.pk else Q(pk__in=[])
            parent: Any = self.fields["parent"]
            parent.queryset = (
                categories.filter(parent__parent=None).exclude(pk__in=categories.filter(own)).in_tree_order()
            )
            parent.label_from_instance = indented_name
            parent.empty_label = _("None: at the top")
            parent.error_messages["invalid_choice"] = _(
                "This cannot be the parent: it is of another language, on the third level, or below this category."
            )


def indented_name(category: Any) -> str:
    """Return the name of a category, indented if it has a parent, as Wagtail shows collections."""
    return f"{NO_BREAK_SPACE * 4}↳ {category.name}" if category.parent_id else str(category.name)
