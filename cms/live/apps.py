from django.apps import AppConfig


class LiveConfig(AppConfig):
    """Live updates of open pages, by server-sent events."""

    name = "cms.live"

    def ready(self) -> None:
        """Connect the signal of new change sets, which wakes the live processes."""
        from cms.changes.signals import change_set_recorded
        from cms.live.wakeup import wake_after_commit

        change_set_recorded.connect(wake_after_commit, dispatch_uid="live updates")
