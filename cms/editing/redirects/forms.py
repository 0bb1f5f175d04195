"""The forms of redirects."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.contrib.redirects.views import CreateView, EditView
from wagtail.models import Site

from cms.editing.choosers.references import ChosenObjectReferencesMixin
from cms.editing.conflicts.objects import OlderObjectFormMixin
from cms.redirects import leads_back, leads_to_itself, page_by_url, path_on_sites, stored_path
from cms.sites import SiteIndex, frontend_of


class LinkField(forms.URLField):
    """Takes a path of the website too, which Django would take for a host without a scheme."""

    def to_python(self, value: Any) -> Any:
        """Return a path as it is, and anything else as a URL."""
        return value.strip() if _is_path(value) else super().to_python(value)

    def run_validators(self, value: Any) -> None:
        """Check URLs."""
        if not _is_path(value):
            super().run_validators(value)


class CheckedRedirectForm(RedirectForm):
    """Refuses redirects that lead nowhere, or back to where they begin."""

    redirect_link = LinkField(
        label=gettext_lazy("Redirect to any URL"),
        required=False,
        max_length=255,
        assume_scheme="https",
        help_text=gettext_lazy("An address elsewhere, with https://, or a path here, for example /category/ports/."),
    )

    class Meta(RedirectForm.Meta):
        help_texts = {
            "old_path": gettext_lazy(
                "The path on the website, for example /2020/old-story/. A published page at this path comes before "
                "the redirect."
            ),
            "redirect_page": gettext_lazy("Readers follow the page wherever it moves, as long as they may see it."),
        }

    def clean_old_path(self) -> str:
        """Take the path out of an address of the website, and refuse what no reader can ask for."""
        path: str = self.cleaned_data["old_path"].strip()
        if (place := path_on_sites(path, Site.objects.all())) is not None:
            path = place[1]
        if not _can_be_asked_for(path):
            raise ValidationError(_("Enter a path on the website, for example /2020/old-story/."))
        path = stored_path(path)
        if len(path) > self.fields["old_path"].max_length:
            raise ValidationError(_("This path is too long."))
        return path

    def clean_redirect_link(self) -> str:
        """Make a path of the website a whole address, as the database stores it."""
        link: str = self.cleaned_data["redirect_link"]
        if not _is_path(link):
            return link
        sites = [self.cleaned_data["site"]] if self.cleaned_data.get("site") else list(Site.objects.all()[:2])
        if len(sites) != 1:
            raise ValidationError(_("Enter the whole address, with https://, as the redirect is for all sites."))
        return f"{frontend_of(sites[0])}{link}"

    def _post_clean(self) -> None:
        """Check the redirect as it is to be saved, after its path has been normalised."""
        super()._post_clean()
        if self.errors:
            return
        redirect = self.instance
        if redirect.redirect_page_id is None and not redirect.redirect_link:
            self.add_error(None, ValidationError(_("Choose a page or enter an address to redirect to.")))
            return
        every = list(Site.objects.all())
        sites = [redirect.site] if redirect.site else every
        if any(leads_to_itself(redirect, site) for site in sites):
            self.add_error("redirect_page", ValidationError(_("This page is at the path that is to lead to it.")))
        elif any(leads_back(redirect, site, every) for site in sites):
            message = _(
                "This address leads back to “%(path)s”, or over too many other redirects, so that no page would be "
                "reached."
            )
            self.add_error("redirect_link", ValidationError(message % {"path": redirect.old_path}))


class ImportedRedirectForm(CheckedRedirectForm):
    """A row of a table: the address of a page of ours stands for the page, as exports write it.

    Args:
        sites: the sites and their trees, for all rows.
    """

    def __init__(self, *args: Any, sites: SiteIndex | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sites = sites or SiteIndex()

    def clean(self) -> None:
        """Take the page in the place of its address, so that readers follow it wherever it moves."""
        super().clean()
        link = self.cleaned_data.get("redirect_link")
        page = page_by_url(link, self._sites) if link else None
        if page is not None:
            self.cleaned_data |= {"redirect_page": page, "redirect_link": ""}


def _can_be_asked_for(path: str) -> bool:
    """Tell whether browsers ask for a path as it is: they resolve dots and turn backslashes, and send no fragment."""
    before_query = re.split("[?#]", path, maxsplit=1)[0]
    return (
        path[:1] not in ("", "#")
        and not path.startswith("//")
        and not re.match(r"[a-z][a-z\d+.-]*:", path, re.IGNORECASE)
        and not {".", ".."} & set(before_query.split("/"))
        and "\\" not in path
        and not any(_is_control(character) for character in path)
    )


def _is_control(character: str) -> bool:
    """Tell whether a character shows nothing or turns the direction; scripts such as Persian need the two joiners."""
    return character not in "\u200c\u200d" and unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp")


def _is_path(link: Any) -> bool:
    return isinstance(link, str) and link.strip().startswith("/") and not link.strip().startswith("//")


class RedirectCreateView(ChosenObjectReferencesMixin, CreateView):
    """The form of a new redirect."""

    form_class = CheckedRedirectForm


class RedirectEditView(ChosenObjectReferencesMixin, OlderObjectFormMixin, EditView):
    """The form of a redirect."""

    form_class = CheckedRedirectForm
