from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    """Scheduled publishing: pages and snippets that go live or expire at a set time, and those that could not."""

    name = "cms.scheduling"
    label = "scheduling"
    verbose_name = "Scheduling"
