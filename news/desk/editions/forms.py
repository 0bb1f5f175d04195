"""The choice of two versions of an article."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from news.desk.editions.versions import Version


class ComparisonForm(forms.Form):
    """Choice of two different versions: `from` and `to` in the query string."""

    def __init__(self, versions: list[Version], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = {version.key: version for version in versions}
        choices = [(version.key, version.name) for version in versions]
        messages = {
            "required": _("Choose two versions."),
            "invalid_choice": _("This article has no edition %(value)s."),
        }
        for name, label in (("from", _("One version")), ("to", _("The other version"))):
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, error_messages=messages)

    def clean(self) -> dict[str, Any]:
        """Reject the same version twice; add the two versions as `old` and `new`, in order of age.

        Raises:
            ValidationError: when both are the same version.
        """
        cleaned: dict[str, Any] = super().clean() or {}
        if "from" in cleaned and "to" in cleaned:
            if cleaned["from"] == cleaned["to"]:
                raise ValidationError(_("You chose the same version twice. Choose two different ones."))
            latest_first = list(self.versions)
            new, old = sorted((cleaned["from"], cleaned["to"]), key=latest_first.index)
            cleaned |= {"old": self.versions[old], "new": self.versions[new]}
        return cleaned
