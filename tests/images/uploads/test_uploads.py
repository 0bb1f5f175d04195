"""What happens to a chosen file when the form has an error, and to one that the library holds already."""

import os
import re
import time
from io import StringIO
from pathlib import PurePath
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import Collection, GroupCollectionPermission, UploadedFile

from cms.images.models import CreditedImage
from tests.factories import picture_bytes
from tests.images.admin.test_forms import fields, upload
from tests.user_accounts import log_in, make_user

ADD = "/admin/images/add/"


@pytest.fixture
def editor(db: None) -> Client:
    return log_in(make_user("Editors"))


def kept_upload(html: str, prefix: str = "") -> dict[str, str]:
    """Returns what a form sends of a file that it keeps; nothing where it keeps none."""
    name = f"{prefix}-file-upload" if prefix else "file-upload"
    found = re.search(rf'name="{name}" value="([^"]+)"', html)
    return {name: found[1]} if found else {}


def add_picture(editor: Client, colour: str = "teal", **values: Any) -> CreditedImage:
    editor.post(ADD, fields(file=upload(colour=colour), description="A train at night.", **values))
    image: CreditedImage = CreditedImage.objects.latest("pk")
    return image


def test_the_chosen_file_is_kept_after_an_error(editor: Client) -> None:
    refused = editor.post(ADD, fields(file=upload(), credit="© Ana Duarte 2026"))
    shown = refused.content.decode()
    assert re.search(r"“night-train\w*\.jpg” is still here", shown)

    answer = editor.post(ADD, fields(description="A train at night.", **kept_upload(shown)))

    assert (answer.status_code, answer["Location"]) == (302, "/admin/images/")
    image = CreditedImage.objects.get()
    assert (image.width, image.height, len(image.file_hash)) == (64, 48, 40)
    with image.open_file() as file:
        assert file.read() == picture_bytes()
    assert not UploadedFile.objects.exists()


def test_the_chosen_file_is_kept_after_two_errors_and_may_be_replaced(editor: Client) -> None:
    first = kept_upload(editor.post(ADD, fields(file=upload())).content.decode())
    second = kept_upload(editor.post(ADD, fields(**first)).content.decode())
    assert second == first

    other = upload("day-train.jpg", colour="red")
    third = editor.post(ADD, fields(file=other, **second)).content.decode()
    assert re.search(r"“day-train\w*\.jpg” is still here", third)
    assert UploadedFile.objects.count() == 1

    editor.post(ADD, fields(description="A train.", **kept_upload(third)))
    with CreditedImage.objects.get().open_file() as file:
        assert file.read() == picture_bytes(colour="red")


def test_a_replacement_is_kept_after_an_error(editor: Client) -> None:
    image = add_picture(editor)
    url = f"/admin/images/{image.pk}/"

    refused = editor.post(url, fields(file=upload("day.jpg", colour="red"), description=""))
    assert refused.status_code == 200
    with CreditedImage.objects.get().open_file() as file:
        assert file.read() == picture_bytes(), "nothing is written yet"

    kept = kept_upload(refused.content.decode())
    assert editor.post(url, fields(description="A train.", **kept)).status_code == 302
    with CreditedImage.objects.get().open_file() as file:
        assert file.read() == picture_bytes(colour="red")


def test_the_chooser_keeps_the_file_too(editor: Client) -> None:
    prefix = "image-chooser-upload"
    refused = editor.post("/admin/images/chooser/create/", fields(prefix, file=upload())).json()

    kept = kept_upload(refused["htmlFragment"], prefix)
    answer = editor.post(
        "/admin/images/chooser/create/", {**fields(prefix, description="A train at night."), **kept}
    ).json()

    assert answer["step"] == "chosen"
    assert CreditedImage.objects.count() == 1
    assert not UploadedFile.objects.exists()


def test_a_kept_file_is_for_its_own_editor(editor: Client) -> None:
    kept = kept_upload(editor.post(ADD, fields(file=upload())).content.decode())
    other = log_in(make_user("Editors"))

    for sent in (kept, {"file-upload": "no key"}, {"file-upload": "0"}):
        answer = other.post(ADD, fields(description="A train at night.", **sent))
        assert answer.context["form"].errors["file"] == ["This field is required."]
    assert not CreditedImage.objects.exists()


def test_a_file_that_is_refused_is_not_kept(editor: Client) -> None:
    broken = SimpleUploadedFile("notes.jpg", b"no picture", content_type="image/jpeg")
    answer = editor.post(ADD, fields(file=broken, description=""))

    assert kept_upload(answer.content.decode()) == {}
    assert not UploadedFile.objects.exists()


def test_adding_a_file_again_asks_back(editor: Client) -> None:
    first = add_picture(editor, credit="© Ana Duarte 2026")

    asked = editor.post(ADD, fields(file=upload("again.jpg"), title="Again", description="A train."))
    shown = asked.content.decode()

    assert CreditedImage.objects.count() == 1
    assert asked.context["form"].errors == {
        "file": ["The library holds this picture already, as “Night train”. Use that one, or keep both."]
    }
    assert f'href="/admin/images/{first.pk}/"' in shown

    kept = kept_upload(shown)
    answer = editor.post(ADD, fields(title="Again", description="A train.", **kept, **{"file-keep_both": "on"}))
    assert answer.status_code == 302
    assert CreditedImage.objects.count() == 2


def test_replacing_a_file_by_one_of_the_library_asks_back(editor: Client) -> None:
    add_picture(editor, colour="red", title="Red train")
    image = add_picture(editor)
    url = f"/admin/images/{image.pk}/"

    asked = editor.post(url, fields(file=upload(colour="red"), description="A train."))
    assert asked.context["form"].errors == {
        "file": ["The library holds this picture already, as “Red train”. Use that one, or keep both."]
    }
    assert editor.post(url, fields(file=upload(), description="A train.")).status_code == 302, "its own file"


def test_several_uploads_say_which_of_them_the_library_holds(editor: Client) -> None:
    first = add_picture(editor)
    sent = {"title": "night-train", "collection": Collection.get_first_root_node().pk, "files[]": upload()}

    answer = editor.post("/admin/images/multiple/add/", sent, headers={"X-Requested-With": "XMLHttpRequest"}).json()

    assert answer["duplicate"] is True
    waiting = UploadedFile.objects.get()
    assert first.title in answer["confirm_duplicate_upload"]
    assert f'href="/admin/images/multiple/delete_upload/{waiting.pk}/"' in answer["confirm_duplicate_upload"]
    other = {**sent, "files[]": upload(colour="red")}
    answer = editor.post("/admin/images/multiple/add/", other, headers={"X-Requested-With": "XMLHttpRequest"}).json()
    assert answer["duplicate"] is False


def upload_one_of_several(editor: Client, waiting: list[str], colour: str = "teal") -> dict[str, Any]:
    sent = {
        "title": "night-train",
        "collection": Collection.get_first_root_node().pk,
        "files[]": upload(colour=colour),
    }
    answer = editor.post(
        "/admin/images/multiple/add/",
        {**sent, "waiting_upload": waiting},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    data: dict[str, Any] = answer.json()
    return data


def waiting_upload(html: str) -> str:
    """Returns what the page sends of an upload for as long as it waits there."""
    found = re.match(r'<input type="hidden" name="waiting_upload" value="([^"]+)">\s*', html)
    assert found, "it stands before the form, which is replaced after an error"
    return found[1]


def test_several_uploads_say_which_of_them_are_the_same(editor: Client) -> None:
    first = waiting_upload(upload_one_of_several(editor, [])["form"])
    other = waiting_upload(upload_one_of_several(editor, [first], colour="red")["form"])
    name = PurePath(UploadedFile.objects.get(pk=first.split(":")[0]).file.name).name

    answer = upload_one_of_several(editor, [other, first])

    waiting = UploadedFile.objects.latest("pk")
    assert answer["duplicate"] is True
    warning = answer["confirm_duplicate_upload"]
    assert f"“{name}”, which waits for its description on this page, is the same picture." in warning
    assert f'href="/admin/images/multiple/delete_upload/{waiting.pk}/"' in warning
    second = f"{waiting.pk}:{first.split(':')[1]}"
    assert (waiting_upload(warning), waiting_upload(answer["form"])) == (second, second)


def test_of_several_uploads_those_of_other_pages_and_accounts_are_no_matter(editor: Client) -> None:
    first = waiting_upload(upload_one_of_several(editor, [])["form"])
    file_hash = first.split(":")[1]

    for browser, waiting in [
        (editor, []),
        (editor, ["", ":", "1", f":{file_hash}", f"no key:{file_hash}", f"{'9' * 40}:{file_hash}"]),
        (log_in(make_user("Editors")), [first]),
    ]:
        answer = upload_one_of_several(browser, waiting)
        assert answer["duplicate"] is False
        assert "confirm_duplicate_upload" not in answer


def test_a_picture_that_the_account_may_not_choose_is_not_told_of(editor: Client) -> None:
    image = add_picture(editor)
    root = Collection.get_first_root_node()
    image.collection, own = root.add_child(name="Investigations"), root.add_child(name="Sports")
    image.save()
    group = Group.objects.create(name="Sports")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("add_image", "choose_image"):
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailimages")
        GroupCollectionPermission.objects.create(group=group, collection=own, permission=permission)

    answer = log_in(make_user("Sports")).post(ADD, fields(file=upload(), description="A train."))

    assert answer.status_code == 302
    assert CreditedImage.objects.latest("pk").collection == own


def test_abandoned_files_are_swept_after_a_day(
    editor: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    for name in ("old.jpg", "new.jpg", "gone.jpg"):
        editor.post(ADD, fields(file=upload(name)))
    old, _new, gone = UploadedFile.objects.order_by("pk")
    yesterday = time.time() - 25 * 3600
    os.utime(old.file.path, (yesterday, yesterday))
    gone.file.storage.delete(gone.file.name)
    out = StringIO()

    with django_capture_on_commit_callbacks(execute=True):
        call_command("sweep_uploads", stdout=out)

    assert out.getvalue() == "Swept 2 abandoned uploads.\n"
    assert [PurePath(upload.file.name).name[:3] for upload in UploadedFile.objects.all()] == ["new"]
    assert not old.file.storage.exists(old.file.name)


def test_the_chooser_offers_the_picture_that_is_there(editor: Client) -> None:
    first = add_picture(editor)
    prefix = "image-chooser-upload"

    answer = editor.post("/admin/images/chooser/create/", fields(prefix, file=upload(), description="A train.")).json()

    assert answer["step"] == "duplicate_found"
    assert f"?next=%2Fadmin%2Fimages%2Fchooser%2Fchosen%2F{first.pk}%2F" in answer["htmlFragment"]
