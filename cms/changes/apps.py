from django.apps import AppConfig


class ChangesConfig(AppConfig):
    """The change log: what became of public pages, in the order of the commits."""

    name = "cms.changes"
    label = "changes"

    def ready(self) -> None:
        """Connect the signals of migrations, during which the outbox may have no table, and of unnamed pages."""
        from django.db.models.signals import post_migrate, pre_delete, pre_migrate

        from cms.changes import commit_outbox
        from cms.changes.unnamed_pages import name_referrers, name_written_pages
        from cms.pages import pages_written

        pre_migrate.connect(commit_outbox.pause_commits, sender=self)
        post_migrate.connect(commit_outbox.resume_commits, sender=self)
        pre_delete.connect(name_referrers, dispatch_uid="change log")
        pages_written.connect(name_written_pages, dispatch_uid="change log")
