"""What the form of a picture asks about its rights."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import UploadedFile

from cms.images.models import CreditedImage
from tests.factories import ImageFactory
from tests.images.admin.test_forms import fields, upload, wait
from tests.user_accounts import log_in, make_user

ADD = "/admin/images/add/"
PAST = "2 Jan 2026, 08:30 UTC is already past. Choose a later moment, or “Not to be used” among the usage terms."
PRIVATE = {
    "source": "Agency 4711",
    "usage_condition": "Only with the story about the strike.",
    "territory_note": "Not in North America",
}


@pytest.fixture
def editor(db: None) -> Client:
    return log_in(make_user("Editors"))


def errors(editor: Client, url: str = ADD, **values: Any) -> Any:
    answer = editor.post(url, fields(description="A train at night.", **values))
    return answer.context["form"].errors if answer.status_code == 200 else {}


def test_a_picture_keeps_its_rights(editor: Client) -> None:
    assert not errors(
        editor,
        file=upload(),
        credit="© Ana Duarte 2026",
        licence="CC BY 4.0",
        usage_terms="CONDITIONAL",
        rights_expire_at="2126-05-29 08:30",
        **PRIVATE,
    )

    image = CreditedImage.objects.get()
    assert {name: getattr(image, name) for name in PRIVATE} == PRIVATE
    assert (image.licence, image.usage_terms) == ("CC BY 4.0", "CONDITIONAL")
    assert image.rights_expire_at == dt.datetime(2126, 5, 29, 8, 30, tzinfo=dt.UTC)


def test_a_new_picture_without_credit_needs_the_word_that_none_is_owed(editor: Client) -> None:
    asked = {"credit": ["Say whom to credit, or tick “No credit needed”."]}

    assert errors(editor, file=upload(), no_credit_owed="") == asked
    assert not errors(editor, file=upload(), no_credit_owed="on")
    assert CreditedImage.objects.get().no_credit_owed is True


def test_a_credit_and_the_word_that_none_is_owed_contradict(editor: Client) -> None:
    assert errors(editor, file=upload(), credit="© Ana Duarte 2026", no_credit_owed="on") == {
        "no_credit_owed": ["There is a credit above: remove it, or untick this."]
    }


def test_an_old_picture_is_not_asked_for_its_credit_until_it_loses_one(editor: Client) -> None:
    old, credited = ImageFactory(credit=""), ImageFactory(credit="© Ana Duarte 2026")

    assert not errors(editor, f"/admin/images/{old.pk}/", no_credit_owed="")
    assert "credit" in errors(editor, f"/admin/images/{credited.pk}/", no_credit_owed="")


def test_rights_that_have_expired_already_are_refused(editor: Client) -> None:
    refused = errors(editor, file=upload(), rights_expire_at="2026-01-02 08:30")

    assert refused == {"rights_expire_at": [PAST]}
    assert not CreditedImage.objects.exists()


def test_they_are_refused_for_one_of_several_pictures_which_waits(editor: Client) -> None:
    waiting = wait(editor)
    url, prefix = f"/admin/images/multiple/create_from_uploaded_image/{waiting.pk}/", f"uploaded-image-{waiting.pk}"
    described = fields(prefix, description="A train at night.", credit="© Ana Duarte 2026")
    expired = {**described, f"{prefix}-rights_expire_at": "2026-01-02 08:30"}

    refused = editor.post(url, expired, headers={"X-Requested-With": "XMLHttpRequest"}).json()

    assert (refused["success"], CreditedImage.objects.count()) == (False, 0)
    assert PAST in refused["form"]
    assert 'value="2026-01-02 08:30"' in refused["form"]
    assert editor.post(url, described, headers={"X-Requested-With": "XMLHttpRequest"}).json()["success"] is True


def test_they_are_refused_in_the_chooser_which_keeps_the_file(editor: Client) -> None:
    url, prefix = "/admin/images/chooser/create/", "image-chooser-upload"
    described = fields(prefix, description="A train at night.", credit="© Ana Duarte 2026")
    expired = {**described, f"{prefix}-file": upload(), f"{prefix}-rights_expire_at": "2026-01-02 08:30"}

    refused = editor.post(url, expired).json()

    assert (refused["step"], CreditedImage.objects.count()) == ("reshow_creation_form", 0)
    assert PAST in refused["htmlFragment"]
    assert 'value="2026-01-02 08:30"' in refused["htmlFragment"]
    assert UploadedFile.objects.count() == 1


def test_a_picture_whose_rights_expired_can_be_edited(editor: Client) -> None:
    moment = timezone.now().replace(second=0, microsecond=0) - dt.timedelta(days=3)
    image = ImageFactory(rights_expire_at=moment)

    assert not errors(editor, f"/admin/images/{image.pk}/", rights_expire_at=f"{moment:%Y-%m-%d %H:%M}")


def test_a_condition_is_a_sentence(editor: Client) -> None:
    assert errors(editor, file=upload(), usage_terms="CONDITIONAL") == {
        "usage_condition": ["Say on what condition the picture may be used."]
    }


@pytest.mark.parametrize("terms", ["STOLEN", "free"])
def test_other_terms_are_refused(editor: Client, terms: str) -> None:
    assert list(errors(editor, file=upload(), usage_terms=terms)) == ["usage_terms"]
