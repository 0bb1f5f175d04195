"""Older forms of groups, collections, sites, locales, workflows and tasks: a right that was taken stays taken."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import resolve
from django.views.generic.edit import BaseUpdateView
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowContentType,
    WorkflowTask,
)

from cms.editing.conflicts.objects import OlderObjectFormMixin
from news.models import Author, SiteSettings
from tests.admin.addresses import routes
from tests.editing.conflicts.opened_form import opened_form
from tests.factories import make_collection
from tests.user_accounts import log_in, make_user

NOT_CHANGED_BY_HAND = {"trusted-documents/edit/<pk>/"}
"""Edit views that no account may open."""


@pytest.fixture
def browsers(site: Site) -> tuple[Client, Client]:
    ada, ben = (make_user(is_superuser=True, first_name=name) for name in ("Ada", "Ben"))
    return log_in(ada), log_in(ben)


@pytest.fixture
def group(site: Site) -> Group:
    return Group.objects.create(name="Desk")


def post(browser: Client, url: str, form: dict[str, list[str]], **changed: Any) -> Any:
    return browser.post(url, {**form, **changed})


def differing(response: Any) -> dict[str, str]:
    """Returns the difference that a refused form shows: the words of each field without tags."""
    rows = response.context["conflict"]["differences"]
    return {str(row.field_label()): re.sub("<[^>]+>", "|", row.htmldiff()).strip("|") for row in rows}


def of_page(group: Group, codename: str = "publish_page") -> GroupPagePermission:
    permission = Permission.objects.get(codename=codename)
    return GroupPagePermission.objects.create(group=group, page=Page.objects.get(depth=1), permission=permission)


def of_collection(group: Group) -> GroupCollectionPermission:
    permission = Permission.objects.get(codename="add_document", content_type__app_label="wagtaildocs")
    root = Collection.get_first_root_node()
    return GroupCollectionPermission.objects.create(group=group, collection=root, permission=permission)


def of_management(group: Group) -> GroupCollectionPermission:
    permission = Permission.objects.get(codename="delete_collection")
    root = Collection.get_first_root_node()
    return GroupCollectionPermission.objects.create(group=group, collection=root, permission=permission)


def of_site(group: Group) -> GroupSitePermission:
    permission = Permission.objects.get(codename=f"change_{SiteSettings._meta.model_name}")
    return GroupSitePermission.objects.create(group=group, site=Site.objects.get(), permission=permission)


def test_an_older_form_does_not_give_a_group_a_permission_back(browsers: tuple[Client, Client], group: Group) -> None:
    ada, ben = browsers
    group.permissions.set(Permission.objects.filter(codename__in=["access_admin", "delete_user"]))
    url = f"/admin/groups/edit/{group.pk}/"
    older = opened_form(ben, url)
    kept = str(Permission.objects.get(codename="access_admin").pk)
    assert post(ada, url, opened_form(ada, url), permissions=[kept]).status_code == 302

    refused = post(ben, url, older, name="The desk")

    shown = refused.content.decode()
    assert refused.status_code == 409
    assert "Ada saved a newer version on" in shown
    assert "Nothing of yours was saved" in shown
    assert 'value="The desk"' in shown
    assert list(differing(refused)) == ["Name", "Permissions"]
    group.refresh_from_db()
    assert group.name == "Desk"
    assert [permission.codename for permission in group.permissions.all()] == ["access_admin"]


@pytest.mark.parametrize(
    ("give", "label", "words"),
    [
        (of_page, "Group page permissions", "Root, Wagtail core | page | Publish any page"),
        (of_collection, "Group collection permissions", "Root, Wagtail documents | document | Can add document"),
        (of_management, "Group collection permissions", "Root, Wagtail core | collection | Can delete collection"),
        (
            of_site,
            "Group site permissions",
            "The Wire [default], News | site name and marks | Can change site name and marks",
        ),
    ],
)
def test_an_older_form_does_not_give_a_group_rights_on_a_place_back(
    browsers: tuple[Client, Client], group: Group, give: Any, label: str, words: str
) -> None:
    ben = browsers[1]
    row = give(group)
    url = f"/admin/groups/edit/{group.pk}/"
    older = opened_form(ben, url)
    row.delete()

    refused = post(ben, url, older)

    assert refused.status_code == 409
    shown = differing(refused)
    assert list(shown) == [label]
    assert shown[label] == f" [added: |{words}|] "
    assert not type(row).objects.filter(group=group).exists()
    seen = refused.context["conflict"]["version"]
    assert post(ben, url, older, replace_version=seen).status_code == 302
    assert type(row).objects.filter(group=group).count() == 1


def test_a_group_form_that_is_not_older_is_saved(browsers: tuple[Client, Client], group: Group) -> None:
    ada, ben = browsers
    of_page(group)
    of_site(group)
    url = f"/admin/groups/edit/{group.pk}/"
    assert post(ada, url, opened_form(ada, url), name="The desk").status_code == 302
    form = opened_form(ben, url)
    assert post(ada, url, opened_form(ada, url)).status_code == 302, "saved again as it was"

    assert post(ben, url, form, name="Desk").status_code == 302
    group.refresh_from_db()
    rows = [model.objects.filter(group=group).count() for model in (GroupPagePermission, GroupSitePermission)]
    assert (group.name, rows) == ("Desk", [1, 1])


def test_an_older_form_of_a_collection_neither_renames_nor_moves_it(browsers: tuple[Client, Client]) -> None:
    ada, ben = browsers
    collection, other = make_collection("Sources"), make_collection("Private")
    url = f"/admin/collections/{collection.pk}/"
    older = opened_form(ben, url)
    assert post(ada, url, opened_form(ada, url), parent=[str(other.pk)]).status_code == 302

    refused = post(ben, url, older, name="Agency")

    assert refused.status_code == 409
    assert "Ada saved a newer version on" in refused.content.decode()
    assert differing(refused) == {
        "Name": " [removed: |Sources|] |||| [added: |Agency|] ",
        "Parent": " [removed: |Private|] ||; || [added: |Root|] ",
    }
    collection = Collection.objects.get(pk=collection.pk)
    assert (collection.name, collection.get_parent()) == ("Sources", other)


def test_other_collections_make_no_newer_version_of_one(browsers: tuple[Client, Client]) -> None:
    ben, collection = browsers[1], make_collection("Sources")
    url = f"/admin/collections/{collection.pk}/"
    form = opened_form(ben, url)
    make_collection("Agency")
    Collection.objects.get(pk=collection.pk).add_child(name="Below")

    assert post(ben, url, form, name="Our sources").status_code == 302
    assert Collection.objects.filter(name="Our sources", depth=2, numchild=1).exists()


def test_an_older_form_of_a_site_is_refused(browsers: tuple[Client, Client], site: Site) -> None:
    ada, ben = browsers
    url, name = f"/admin/sites/edit/{site.pk}/", site.site_name
    older = opened_form(ben, url)
    assert post(ada, url, opened_form(ada, url), hostname="news.example").status_code == 302

    refused = post(ben, url, older, site_name="The Harbour")

    assert (refused.status_code, list(differing(refused))) == (409, ["Hostname", "Site name"])
    assert "Ada saved a newer version on" in refused.content.decode()
    site.refresh_from_db()
    assert (site.hostname, site.site_name) == ("news.example", name)


def test_an_older_form_of_a_locale_is_refused(browsers: tuple[Client, Client]) -> None:
    ada, ben = browsers
    locale = Locale.objects.create(language_code="fr")
    url = f"/admin/locales/edit/{locale.pk}/"
    older = opened_form(ben, url)
    assert post(ada, url, opened_form(ada, url), language_code="es").status_code == 302

    refused = post(ben, url, older)

    assert (refused.status_code, list(differing(refused))) == (409, ["Language code"])
    assert "Ada saved a newer version on" in refused.content.decode()
    locale.refresh_from_db()
    assert locale.language_code == "es"


def test_an_older_form_of_a_task_does_not_let_a_group_approve_again(
    browsers: tuple[Client, Client], group: Group
) -> None:
    ada, ben = browsers
    task = GroupApprovalTask.objects.create(name="Legal")
    task.groups.set([group, Group.objects.get(name="Moderators")])
    url, kept = f"/admin/workflows/tasks/edit/{task.pk}/", str(Group.objects.get(name="Moderators").pk)
    older = opened_form(ben, url)
    assert post(ada, url, opened_form(ada, url), groups=[kept]).status_code == 302

    refused = post(ben, url, older)

    assert (refused.status_code, list(differing(refused))) == (409, ["Groups"])
    assert "Ada saved a newer version on" in refused.content.decode()
    assert [one.name for one in task.groups.all()] == ["Moderators"]


@pytest.fixture
def workflow(site: Site) -> Workflow:
    workflow: Workflow = Workflow.objects.create(name="Legal")
    task = GroupApprovalTask.objects.create(name="Checking")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow


def test_an_older_form_of_a_workflow_does_not_bring_its_tasks_back(
    browsers: tuple[Client, Client], workflow: Workflow
) -> None:
    ada, ben = browsers
    other = GroupApprovalTask.objects.create(name="Lawyers")
    url = f"/admin/workflows/edit/{workflow.pk}/"
    older = opened_form(ben, url)
    newer = {"workflow_tasks-0-task": str(other.pk)}
    assert post(ada, url, opened_form(ada, url), **newer).status_code == 302

    refused = post(ben, url, older, name="Law")

    assert refused.status_code == 409
    assert "Ada saved a newer version on" in refused.content.decode()
    assert differing(refused) == {
        "Name": " [removed: |Legal|] |||| [added: |Law|] ",
        "Workflow task orders": " [removed: |Lawyers|] ||; || [added: |Checking|] ",
    }
    workflow.refresh_from_db()
    assert workflow.name == "Legal"
    assert [row.task.name for row in workflow.workflow_tasks.all()] == ["Lawyers"]
    assert post(ben, url, opened_form(ben, url), name="Law").status_code == 302
    assert Workflow.objects.filter(pk=workflow.pk, name="Law").exists()


def test_an_older_form_of_a_workflow_does_not_take_snippets_out_of_it(
    browsers: tuple[Client, Client], workflow: Workflow
) -> None:
    ben, authors = browsers[1], ContentType.objects.get_for_model(Author)
    url = f"/admin/workflows/edit/{workflow.pk}/"
    older = opened_form(ben, url)
    WorkflowContentType.objects.create(workflow=workflow, content_type=authors)

    refused = post(ben, url, older)

    assert (refused.status_code, list(differing(refused))) == (409, ["Workflow content types"])
    assert workflow.workflow_content_types.get().content_type == authors


def test_every_edit_view_of_the_admin_refuses_older_forms(db: None) -> None:
    """Pages, whose view is made for each type, are in `test_pages`."""
    views = {}
    for route in routes():
        view: Any = resolve("/admin/" + route.form % dict.fromkeys(route.names, "1")).func
        views[str(route)] = getattr(view, "view_class", object)
    editing = {path: view for path, view in views.items() if issubclass(view, BaseUpdateView)}

    assert len(editing) >= 20
    unguarded = {path for path, view in editing.items() if not issubclass(view, OlderObjectFormMixin)}
    assert unguarded == NOT_CHANGED_BY_HAND
