from django.apps import AppConfig


class TasksConfig(AppConfig):
    """The task queue: the worker, retries, recovery after a crash, and the queue in the admin."""

    name = "cms.tasks"
    label = "tasks"
    verbose_name = "Tasks"
