"""What Wagtail's reference index does not know yet, because no worker has come to it."""

from collections import defaultdict
from collections.abc import Mapping

from django.apps import apps
from django.db import models
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from wagtail.tasks import update_reference_index_task

from cms.tasks.queue import is_queued


def objects_to_be_indexed() -> Mapping[type[models.Model], set[str]]:
    """Return the objects whose references wait for a worker or could not be read, as primary keys by base model."""
    found: dict[type[models.Model], set[str]] = defaultdict(set)
    if not is_queued():
        return found  # the task has run when its object is saved
    tasks = DBTaskResult.objects.filter(task_path=update_reference_index_task.module_path)
    for arguments in tasks.exclude(status=TaskResultStatus.SUCCESSFUL).values_list("args_kwargs", flat=True):
        app_label, model_name, pk = arguments["args"]
        model = apps.get_model(app_label, model_name)
        parents = model._meta.get_parent_list()
        found[parents[-1] if parents else model].add(pk)
    return found
