"""Uploading several pictures at once."""

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from cms.images.models import CreditedImage
from tests.e2e.test_newsroom import Photograph, log_in
from tests.factories import picture_bytes
from tests.user_accounts import make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def file_payload(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def test_of_several_pictures_those_that_are_the_same_are_named(
    live_server: LiveServer, page: Page, photograph: Photograph
) -> None:
    log_in(live_server, page, make_user("Editors"))
    page.goto(f"{live_server.url}/admin/images/multiple/add/", wait_until="networkidle")
    teal, red = picture_bytes(), picture_bytes(colour="red")
    files = {"quay.jpg": teal, "boat.jpg": red, "quay-again.jpg": teal, "quay-copy.jpg": teal}

    page.locator("#fileupload").set_input_files([file_payload(name, content) for name, content in files.items()])

    items = page.locator("#upload-list > li")
    expect(items).to_have_count(4)
    expect(page.locator("#upload-list > li.upload-complete")).to_have_count(4)
    expect(page.locator("#upload-list > li.upload-duplicate")).to_have_count(2)
    same = re.compile(r"“quay\w*\.jpg”, which waits for its description on this page, is the same picture\.")
    expect(items.nth(2)).to_contain_text(same)
    items.nth(2).scroll_into_view_if_needed()
    photograph("uploads-same")
    items.nth(2).get_by_text("Delete this picture").click()
    expect(items).to_have_count(3)

    items.nth(0).get_by_text("Delete", exact=True).click()
    items.nth(1).get_by_text("Delete", exact=True).click()
    expect(items).to_have_count(1)
    page.locator("#fileupload").set_input_files([file_payload("quay-third.jpg", teal), file_payload("boat.jpg", red)])
    expect(page.locator("#upload-list > li.upload-duplicate")).to_have_count(2)
    items.nth(1).get_by_role("button", name="Keep both pictures").click()
    expect(items.nth(1).get_by_label("Description")).to_be_visible()
    items.nth(2).get_by_label("Description").fill("A boat.")
    items.nth(2).get_by_label("No credit needed").check()
    items.nth(2).get_by_role("button", name="Update").click()
    expect(items).to_have_count(2)
    assert CreditedImage.objects.get().description == "A boat."
