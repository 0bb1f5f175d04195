"""How pictures come in: one by one, many at once, and from within an article."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import Collection, UploadedFile

from cms.images.models import CreditedImage
from tests.factories import ImageFactory, picture_bytes
from tests.user_accounts import log_in, make_user

ASK = "Describe what the picture shows, for readers who cannot see it, or tick “Decorative picture”"


@pytest.fixture
def editor(db: None) -> Client:
    return log_in(make_user("Editors"))


def upload(name: str = "night-train.jpg", **picture: Any) -> SimpleUploadedFile:
    """Returns a file as a browser sends it."""
    return SimpleUploadedFile(name, picture_bytes(**picture), content_type="image/jpeg")


def fields(prefix: str = "", **values: Any) -> dict[str, Any]:
    """Returns what the form sends besides the file."""
    none_owed = {} if values.get("credit") else {"no_credit_owed": "on"}
    filled = {
        "title": "Night train",
        "collection": Collection.get_first_root_node().pk,
        "tags": "",
        **none_owed,
        **values,
    }
    return {f"{prefix}-{name}" if prefix else name: value for name, value in filled.items()}


def test_the_form_asks_in_the_order_of_the_work(editor: Client) -> None:
    form = editor.get("/admin/images/add/").context["form"]

    assert [field.name for field in form.visible_fields()] == [
        "title",
        "file",
        "description",
        "is_decorative",
        "credit",
        "no_credit_owed",
        "source",
        "licence",
        "usage_terms",
        "usage_condition",
        "territory_note",
        "rights_expire_at",
        "taken_at",
        "tags",
    ]
    assert str(form.fields["description"].help_text).startswith(
        "What the picture shows, for readers who cannot see it"
    )


def test_one_picture_is_kept_with_its_description_and_credit(editor: Client) -> None:
    answer = editor.post(
        "/admin/images/add/",
        fields(file=upload(), description="A train at night.", credit="© Ana Duarte 2026"),
    )

    assert (answer.status_code, answer["Location"]) == (302, "/admin/images/")
    image = CreditedImage.objects.get()
    assert (image.title, image.alt, image.credit) == ("Night train", "A train at night.", "© Ana Duarte 2026")
    assert (image.width, image.height, len(image.file_hash)) == (64, 48, 40)


def test_one_picture_without_description_is_asked_for_again(editor: Client) -> None:
    answer = editor.post("/admin/images/add/", fields(file=upload(), credit="© Ana Duarte 2026"))

    assert answer.status_code == 200
    assert answer.context["form"].errors["description"] == [f"{ASK} if it adds nothing to the story."]
    assert not CreditedImage.objects.exists()


def test_a_decorative_picture_needs_no_description(editor: Client) -> None:
    answer = editor.post("/admin/images/add/", fields(file=upload(), is_decorative="on"))

    assert answer.status_code == 302
    assert CreditedImage.objects.get().alt == ""


def test_editing_cannot_take_the_description_away(editor: Client) -> None:
    image = ImageFactory(description="A train at night.")

    answer = editor.post(f"/admin/images/{image.pk}/", fields(description="", credit=""))

    assert answer.status_code == 200
    assert "description" in answer.context["form"].errors
    image.refresh_from_db()
    assert image.description == "A train at night."


def test_many_pictures_wait_until_each_is_described(editor: Client) -> None:
    sent = {"title": "night-train", "collection": Collection.get_first_root_node().pk, "files[]": upload()}

    answer = editor.post("/admin/images/multiple/add/", sent, headers={"X-Requested-With": "XMLHttpRequest"}).json()

    assert answer["success"] is True
    assert not CreditedImage.objects.exists(), "no picture without a description, not even for a moment"
    waiting = UploadedFile.objects.get()
    assert answer["uploaded_file_id"] == waiting.pk
    prefix = f"uploaded-image-{waiting.pk}"
    assert f'name="{prefix}-description"' in answer["form"]
    assert f'name="{prefix}-credit"' in answer["form"]
    assert re.search(rf'name="{prefix}-title" value="night-train"', answer["form"]), "the title has no “.jpg”"


def test_a_waiting_picture_is_asked_for_its_description_again(editor: Client) -> None:
    waiting = wait(editor)

    answer = editor.post(
        f"/admin/images/multiple/create_from_uploaded_image/{waiting.pk}/",
        fields(f"uploaded-image-{waiting.pk}", description=" "),
        headers={"X-Requested-With": "XMLHttpRequest"},
    ).json()

    assert answer["success"] is False
    assert ASK in answer["form"]
    assert not CreditedImage.objects.exists()


def test_a_waiting_picture_is_kept_once_it_is_described(editor: Client) -> None:
    waiting = wait(editor)

    answer = editor.post(
        f"/admin/images/multiple/create_from_uploaded_image/{waiting.pk}/",
        fields(f"uploaded-image-{waiting.pk}", description="A train at night.", credit="© Ana Duarte 2026"),
        headers={"X-Requested-With": "XMLHttpRequest"},
    ).json()

    image = CreditedImage.objects.get()
    assert answer == {"success": True, "image_id": image.pk}
    assert (image.title, image.description, image.credit) == ("Night train", "A train at night.", "© Ana Duarte 2026")
    assert (image.width, image.height, len(image.file_hash)) == (64, 48, 40)
    assert not UploadedFile.objects.exists()


def test_a_file_that_is_no_picture_is_refused_at_once(editor: Client) -> None:
    sent = {
        "title": "notes",
        "collection": Collection.get_first_root_node().pk,
        "files[]": SimpleUploadedFile("notes.jpg", b"no picture", content_type="image/jpeg"),
    }

    answer = editor.post("/admin/images/multiple/add/", sent, headers={"X-Requested-With": "XMLHttpRequest"}).json()

    assert answer["success"] is False
    assert not UploadedFile.objects.exists()


def test_the_chooser_asks_for_the_description_within_its_window(editor: Client) -> None:
    assert 'name="image-chooser-upload-credit"' in editor.get("/admin/images/chooser/").json()["html"]

    answer = editor.post(
        "/admin/images/chooser/create/", fields("image-chooser-upload", file=upload(), credit="© Ana Duarte 2026")
    )

    assert answer.json()["step"] == "reshow_creation_form"
    assert ASK in answer.json()["htmlFragment"]
    assert not CreditedImage.objects.exists()


def test_the_chooser_hands_over_a_described_picture(editor: Client) -> None:
    answer = editor.post(
        "/admin/images/chooser/create/",
        fields("image-chooser-upload", file=upload(), description="A train at night.", credit="© Ana Duarte 2026"),
    ).json()

    image = CreditedImage.objects.get()
    assert answer["step"] == "chosen"
    assert (answer["result"]["id"], answer["result"]["default_alt_text"]) == (str(image.pk), "A train at night.")
    assert image.credit == "© Ana Duarte 2026"


def wait(editor: Client) -> UploadedFile:
    """Returns a picture that was uploaded among many and waits for its description."""
    sent = {"title": "night-train", "collection": Collection.get_first_root_node().pk, "files[]": upload()}
    editor.post("/admin/images/multiple/add/", sent, headers={"X-Requested-With": "XMLHttpRequest"})
    return UploadedFile.objects.get()
