from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms.accounts.models import User
from cms.tasks.worker import Worker
from tests.tasks.work import divide
from tests.user_accounts import log_in, make_user


@pytest.fixture
def admin(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("ada", password="x"))
    return client


@pytest.fixture
def tasks(worker: Worker) -> dict[str, Any]:
    """One task in each state, by its state."""
    DBTaskResult.objects.all().delete()
    for by in (0, 2):
        divide.enqueue(by)
        task = worker.claim()
        assert task is not None
        worker.run_task(task)
    divide.enqueue(3)
    worker.claim()
    divide.enqueue(4)
    return {row.status: row for row in DBTaskResult.objects.all()}


def shown(client: Client, **parameters: str) -> str:
    response = client.get(reverse("tasks"), parameters)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_shows_what_is_not_finished(admin: Client, tasks: dict[str, Any]) -> None:
    response = admin.get(reverse("tasks"))
    page = response.content.decode()

    assert {row.status for row in response.context["object_list"]} == {"READY", "RUNNING", "FAILED"}
    assert "Waiting: 1 · Running: 1 · Failed: 1" in page
    assert "No worker runs, so that nothing is done here until one is started." in page
    assert "ZeroDivisionError" in page
    assert page.count(">Run again</button>") == 1


def test_the_list_shows_one_status(admin: Client, tasks: dict[str, Any]) -> None:
    response = admin.get(reverse("tasks"), {"status": "SUCCESSFUL"})

    assert [row.status for row in response.context["object_list"]] == ["SUCCESSFUL"]


def test_an_empty_queue_says_so(admin: Client, queued: None) -> None:
    DBTaskResult.objects.all().delete()

    assert "Nothing waits, runs or has failed." in shown(admin)


def test_where_tasks_run_at_once_the_list_says_so(admin: Client) -> None:
    assert "On this server tasks run at once, without a queue." in shown(admin)


def test_a_task_is_shown_with_its_traceback(admin: Client, tasks: dict[str, Any]) -> None:
    page = admin.get(reverse("task", args=[tasks["FAILED"].pk])).content.decode()

    assert "tests.tasks.work.divide" in page
    assert "ZeroDivisionError: division by zero" in page
    assert admin.get(reverse("task", args=["00000000-0000-0000-0000-000000000000"])).status_code == 404


def test_a_failed_task_runs_again(admin: Client, tasks: dict[str, Any]) -> None:
    answer = admin.post(reverse("run_task_again", args=[tasks["FAILED"].pk]), follow=True)

    assert "1 task is queued again." in answer.content.decode()
    tasks["FAILED"].refresh_from_db()
    assert (tasks["FAILED"].status, tasks["FAILED"].worker_ids) == ("READY", [])


def test_a_running_task_is_left_alone(admin: Client, tasks: dict[str, Any]) -> None:
    answer = admin.post(reverse("run_task_again", args=[tasks["RUNNING"].pk]), follow=True)

    assert "There was no failed task to run again." in answer.content.decode()
    tasks["RUNNING"].refresh_from_db()
    assert tasks["RUNNING"].status == "RUNNING"


def test_all_failed_tasks_run_again(admin: Client, tasks: dict[str, Any]) -> None:
    admin.post(reverse("run_failed_tasks_again"))

    assert DBTaskResult.objects.failed().count() == 0


def test_only_a_form_runs_tasks_again(admin: Client, tasks: dict[str, Any]) -> None:
    assert admin.get(reverse("run_failed_tasks_again")).status_code == 405


@pytest.mark.parametrize("group", ["Editors", "Moderators"])
def test_the_queue_is_for_administrators(group: str, tasks: dict[str, Any]) -> None:
    client = log_in(make_user(group))

    for name, arguments in (("tasks", []), ("tasks_results", []), ("task", [tasks["FAILED"].pk])):
        answer = client.get(reverse(name, args=arguments))
        assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert client.post(reverse("run_failed_tasks_again")).status_code == 302
    assert DBTaskResult.objects.failed().count() == 1
    assert reverse("tasks") not in client.get("/admin/").content.decode()


def test_the_dashboard_warns_administrators_while_no_worker_comes(admin: Client, queued: None) -> None:
    DBTaskResult.objects.all().delete()
    divide.enqueue(1)
    assert "A task has waited for" not in admin.get("/admin/").content.decode()

    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=7))
    assert "A task has waited for 7 minutes" in admin.get("/admin/").content.decode()
    assert "A task has waited for" not in log_in(make_user("Editors")).get("/admin/").content.decode()


def test_the_permission_to_view_does_not_run_tasks(tasks: dict[str, Any]) -> None:
    user = make_user("Editors")
    user.user_permissions.add(Permission.objects.get(codename="view_dbtaskresult"))
    client = log_in(user)

    assert ">Run again</button>" not in shown(client)
    client.post(reverse("run_failed_tasks_again"))
    assert DBTaskResult.objects.failed().count() == 1


def test_the_list_takes_as_many_statements_for_30_tasks_as_for_3(
    admin: Client, queued: None, django_assert_num_queries: Any
) -> None:
    shown(admin)
    for count in (3, 30):
        DBTaskResult.objects.all().delete()
        for _number in range(count):
            divide.enqueue(0)
        with django_assert_num_queries(11):
            shown(admin)
