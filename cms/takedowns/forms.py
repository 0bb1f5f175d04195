"""The form of a take-down."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.takedowns.models import MAX_NOTE_CHARACTERS


class TranslationsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # Django's takes none
    """The translations of a page, each with its language."""

    def label_from_instance(self, page: Any) -> str:
        """Return a translation's title and language."""
        return f"{page.get_admin_display_title()} ({page.locale})"


class TakeDownForm(forms.Form):
    """Asks for the reason of a take-down and a note for readers."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_(
            "For the desk: it is kept in the history, and shown to editors who try to publish the page again."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
    )
    note = forms.CharField(
        label=_("Note for readers"),
        help_text=_("A sentence that the website may show at the address, such as “Withdrawn for legal reasons.”"),
        max_length=MAX_NOTE_CHARACTERS,
        required=False,
    )
    translations = TranslationsField(
        label=_("Translations to take down with it"),
        queryset=Page.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, translations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if translations:
            keys = [page.pk for page in translations]
            field: Any = self.fields["translations"]
            field.queryset = Page.objects.filter(pk__in=keys).select_related("locale")
        else:
            del self.fields["translations"]
