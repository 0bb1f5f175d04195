"""The conversion of an alias into a page of its own: from then on nothing that hides its source hides it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.actions.convert_alias import ConvertAliasPageAction

from cms.editing.publication.checks import faults_of
from cms.sites import SiteIndex
from cms.takedowns.models import take_down_of
from cms.visibility import Visibility


class CheckedConvertAliasAction(ConvertAliasPageAction):
    """Converts an alias if its page may stand by itself; Wagtail's own asks only whether the user may edit it."""

    def check(self, skip_permission_checks: bool = False) -> None:
        """Refuse what would publish text without the right to publish, or without the checks of a publication.

        Raises:
            ConvertAliasPageError: when the page is no alias.
            ConvertAliasPagePermissionError: when the user may not edit the page, or not publish one that is live.
            ValidationError: when its source is hidden from the public, or when the form would refuse to publish it.
        """
        super().check(skip_permission_checks=skip_permission_checks)
        is_asked = self.page.live and self.user and not skip_permission_checks
        if is_asked and not self.page.permissions_for_user(self.user).can_publish():
            raise self.permission_error_class(_("You may not publish this page."))
        if faults := conversion_faults(self.page):
            raise ValidationError(faults)


def conversion_faults(alias: Any) -> list[str]:
    """Return why an alias may not become a page of its own, a sentence each.

    Args:
        alias: the specific page.
    """
    if take_down_of(alias) is not None:
        return [_("It was taken down with the page that it mirrors, and stays its alias.")]
    if Visibility(SiteIndex()).is_hidden_with_source(alias):
        return [
            _(
                "It is an alias of a page that readers do not see: as a page of its own it could show them the text. "
                "Convert it when they see that page, or copy the page."
            )
        ]
    return faults_of(alias) if alias.live else []
