from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Webhooks: endpoints, the messages about changes that are sent to them, and the log of their delivery."""

    name = "cms.webhooks"
    label = "webhooks"
    verbose_name = "Webhooks"

    def ready(self) -> None:
        """Write messages with each entry of the change log."""
        from cms.changes.signals import change_set_recorded
        from cms.webhooks.recording import record_change_set

        change_set_recorded.connect(record_change_set)
