from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    """Registers the access tokens."""

    name = "cms.access"
    label = "access"
    verbose_name = _("access tokens")
    default_auto_field = "django.db.models.BigAutoField"
