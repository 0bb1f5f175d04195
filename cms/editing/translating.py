"""The page that translates a page. Wagtail's asks for no permission where the translation is going to stand."""

from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.contrib.simple_translation.forms import SubmitTranslationForm
from wagtail.contrib.simple_translation.views import SubmitPageTranslationView
from wagtail.models import Locale, Page

from cms.takedowns.copies import copy_refusals

REFUSAL = gettext_lazy("You may add no pages where a translation of this page would stand.")


def may_add_translation(user: AbstractBaseUser | AnonymousUser, page: Page, locale: Locale) -> bool:
    """Tell whether a user may add pages below the nearest page above that has a translation; the root needs none."""
    for above in page.get_ancestors().reverse():
        parent = above if above.is_root() else above.get_translation_or_none(locale)
        if parent is not None:
            return bool(parent.permissions_for_user(user).can_add_subpage())
    return False


class AllowedTranslationForm(SubmitTranslationForm):
    """Offers the languages in whose tree the user may add the translation."""

    def __init__(self, user: AbstractBaseUser | AnonymousUser, page: Page, *args: Any, **kwargs: Any) -> None:
        super().__init__(page, *args, **kwargs)
        self._page = page
        field = self.fields["locales"]
        untranslated = list(field.queryset)
        allowed = {locale.pk for locale in untranslated if may_add_translation(user, page, locale)}
        if len(allowed) == len(untranslated):
            return
        field.queryset = field.queryset.filter(pk__in=allowed)
        field.error_messages["invalid_choice"] = REFUSAL
        disabled = allowed.intersection(field.widget.disabled_values)
        self.show_submit = len(disabled) < len(allowed)
        if not disabled:
            field.help_text = "" if allowed else REFUSAL
        if len(allowed) < 2:
            self.fields["select_all"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Refuse pages that were taken down, at a field, as the page prints the errors of fields alone."""
        cleaned: dict[str, Any] = super().clean()
        with_subtree = bool(cleaned.get("include_subtree"))
        below = self._page.get_descendants(inclusive=True)
        for refusal in copy_refusals(below if with_subtree else Page.objects.filter(pk=self._page.pk)):
            self.add_error("include_subtree" if with_subtree else "locales", refusal)
        return cleaned

    def clean_locales(self) -> QuerySet[Locale]:
        """Refuse languages into which the page above is not translated; Wagtail's form only disables their boxes."""
        field = self.fields["locales"]
        locales: QuerySet[Locale] = self.cleaned_data["locales"]
        untranslated = [str(locale) for locale in locales if locale.pk in set(field.widget.disabled_values)]
        if untranslated:
            message = _("Translate the page above this one first, into: %(languages)s.")
            raise ValidationError(message % {"languages": ", ".join(untranslated)}, code="parent_not_translated")
        return locales


class AllowedTranslationView(SubmitPageTranslationView):
    """Wagtail's page with that form."""

    def get_form(self) -> AllowedTranslationForm:
        """Return the form, which has to know the user."""
        data = self.request.POST if self.request.method == "POST" else None
        return AllowedTranslationForm(self.request.user, self.object, data)
