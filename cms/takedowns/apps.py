from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TakeDownsConfig(AppConfig):
    """Taking pages down: with a reason, at once, and until it is lifted."""

    name = "cms.takedowns"
    label = "takedowns"
    verbose_name = _("take-downs")
