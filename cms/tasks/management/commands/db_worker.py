"""Runs a worker; it stands before django-tasks-db's command of the same name."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django_tasks_db.management.commands import db_worker

from cms.tasks.worker import Worker


class Command(db_worker.Command):
    """Takes the options of django-tasks-db's command."""

    help = (
        "Run a worker for the task queue. It tries failed tasks again, queues those of dead workers again, deletes "
        "what finished long ago, and waits while the database does not answer."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Leave out reloading: development runs its tasks at once."""
        super().add_arguments(parser)
        parser.set_defaults(reload=False)

    def handle(self, **options: Any) -> None:
        """Run until SIGTERM or SIGINT."""
        if options["reload"]:
            raise CommandError("--reload is not supported: start the worker anew.")
        self.configure_logging(options["verbosity"])
        excluded = options["exclude_queues"].split(",") if options["exclude_queues"] else []
        queues = options["queue_name"].split(",")
        if excluded and "*" not in queues:
            raise CommandError("--exclude-queues needs --queue-name=*.")
        names = ("interval", "batch", "backend_name", "startup_delay", "max_tasks", "worker_id")
        worker = Worker(queue_names=queues, excluded_queue_names=excluded, **{name: options[name] for name in names})
        worker.configure_signals()
        worker.run()
