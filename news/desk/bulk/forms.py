"""The forms of bulk actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.tags import TagField

from news.models import Author, Category


class TranslatedCategoryField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's takes none
    """Names each category with its path and its language."""

    def label_from_instance(self, category: Any) -> str:
        """Return for example "World › Europe (English)"."""
        return f"{category} ({category.locale.get_display_name()})"


class SetCategoryForm(forms.Form):
    """Asks for a category."""

    category = TranslatedCategoryField(
        label=gettext_lazy("Category"),
        help_text=gettext_lazy("An article in another language gets the translation of the category."),
        queryset=Category.objects.in_tree_order().select_related("locale", "parent__parent"),
    )


class TagsForm(forms.Form):
    """Asks for tags to add and to remove."""

    add = TagField(
        label=gettext_lazy("Tags to add"),
        help_text=gettext_lazy("People, places and subjects. Separate them with commas."),
        required=False,
    )
    remove = TagField(
        label=gettext_lazy("Tags to remove"),
        help_text=gettext_lazy("From the articles that have them; the tags themselves stay."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Reject an empty form, and tags that are to be both added and removed."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        if not cleaned["add"] and not cleaned["remove"]:
            raise forms.ValidationError(_("Enter tags to add, tags to remove, or both."))
        if both := sorted({*cleaned["add"]} & {*cleaned["remove"]}):
            message = _("To be added and removed: %(tags)s. Decide on one.")
            raise forms.ValidationError(message % {"tags": ", ".join(both)})
        return cleaned


class AuthorChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's takes none
    """Names each author with the job title, as two may share a name."""

    def label_from_instance(self, author: Any) -> str:
        """Return for example “Ana Duarte, Rail editor”."""
        return ", ".join(filter(None, [author.name, author.job_title]))


class AuthorsForm(forms.Form):
    """Asks for an author to add and for one to remove."""

    add = AuthorChoiceField(
        label=gettext_lazy("Author to add"),
        help_text=gettext_lazy("Comes last in the byline."),
        queryset=Author.objects.order_by("name", "pk"),
        required=False,
    )
    remove = AuthorChoiceField(
        label=gettext_lazy("Author to remove"),
        help_text=gettext_lazy("From the articles that have the byline; the order of the others stays."),
        queryset=Author.objects.order_by("name", "pk"),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Reject an empty form, and an author who is to be both added and removed."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        if not cleaned["add"] and not cleaned["remove"]:
            raise forms.ValidationError(_("Choose an author to add, one to remove, or both."))
        if cleaned["add"] == cleaned["remove"]:
            raise forms.ValidationError(_("This author is to be added and removed. Decide on one."))
        return cleaned
