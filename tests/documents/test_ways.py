"""Whichever way a document comes in, its file is stored without metadata; one that cannot be is refused in words."""

from io import StringIO
from pathlib import PurePath
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.documents.models import Document
from wagtail.models import Collection
from wagtail.utils.file import hash_filelike

from cms.documents.metadata import DocumentFileError
from cms.documents.stored_files import remove_stored_metadata
from tests.documents.files import WRITER, docx, pdf
from tests.factories import DocumentFactory
from tests.user_accounts import log_in, make_user

pytestmark = pytest.mark.django_db
SIGNED = "This file is signed. Removing its author, dates and other metadata would break the signature."


@pytest.fixture
def editor() -> Client:
    return log_in(make_user("Moderators"))


def upload(data: bytes, name: str = "Plan.PDF") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def stored(document: Document) -> bytes:
    with document.file.open() as file:
        data: bytes = file.read()
        return data


def assert_clean(document: Document) -> None:
    data = stored(document)
    assert (data[:5], WRITER.encode() in data) == (b"%PDF-", False)
    assert (document.file_size, document.file_hash) == (len(data), hash_filelike(ContentFile(data)))


def fields(**more: Any) -> dict[str, Any]:
    return {"title": "The plan", "tags": "", "collection": Collection.get_first_root_node().pk} | more


def test_the_form_of_a_new_document(editor: Client) -> None:
    answer = editor.post("/admin/documents/add/", fields(file=upload(pdf())))
    assert answer.status_code == 302
    document = Document.objects.get()
    assert document.filename == "Plan.pdf" or document.filename == "Plan.PDF"
    assert_clean(document)


def test_a_new_file_of_an_old_document(editor: Client) -> None:
    document = DocumentFactory()
    form = editor.get(f"/admin/documents/edit/{document.pk}/")
    assert "all else that a PDF or Office file says of its making are removed" in form.content.decode()

    answer = editor.post(f"/admin/documents/edit/{document.pk}/", fields(file=upload(pdf())))

    assert answer.status_code == 302
    document.refresh_from_db()
    assert_clean(document)


def test_several_at_once(editor: Client) -> None:
    answer = editor.post(
        "/admin/documents/multiple/add/",
        {"title": "Plan", "collection": fields()["collection"], "files[]": upload(pdf())},
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    assert (answer.status_code, answer.json()["success"]) == (200, True)
    assert_clean(Document.objects.get())


def test_the_chooser(editor: Client) -> None:
    prefix = "document-chooser-upload"
    values = {f"{prefix}-{name}": value for name, value in fields(file=upload(pdf())).items()}
    answer = editor.post("/admin/documents/chooser/create/", values)
    assert (answer.status_code, answer.json()["step"]) == (200, "chosen")
    assert_clean(Document.objects.get())


def test_code_that_saves_a_row() -> None:
    document = Document.objects.create(title="Plan", file=ContentFile(pdf(), name="plan.pdf"))
    assert WRITER.encode() not in stored(document)
    with pytest.raises(DocumentFileError):
        Document.objects.create(title="Plan", file=ContentFile(pdf(signed=True), name="plan.pdf"))
    assert Document.objects.count() == 1


def test_other_files_stay_as_they_are() -> None:
    for name in ("figures.csv", "as-it-is.zip", "note.txt"):
        document = Document.objects.create(title=name, file=ContentFile(docx(), name=name))
        assert stored(document) == docx()


def test_a_refused_file_is_explained_and_nothing_is_stored(editor: Client) -> None:
    answer = editor.post("/admin/documents/add/", fields(file=upload(pdf(signed=True))))
    assert answer.status_code == 200
    form = answer.context["form"]
    assert (form["title"].value(), [*form.errors], len(form.errors["file"])) == ("The plan", ["file"], 1)
    assert SIGNED in answer.content.decode()
    assert Document.objects.count() == 0

    answer = editor.post(
        "/admin/documents/multiple/add/",
        {"title": "Plan", "collection": fields()["collection"], "files[]": upload(pdf(signed=True))},
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    assert answer.json()["success"] is False
    assert answer.json()["error_message"].strip().startswith(SIGNED)
    assert answer.json()["error_message"].strip().endswith("a copy without the signature.")


def test_keynote_files_are_no_longer_taken(editor: Client) -> None:
    answer = editor.post("/admin/documents/add/", fields(file=upload(docx(), "talk.key")))
    assert "File extension “key” is not allowed." in answer.content.decode()
    answer = editor.post("/admin/documents/add/", fields(title="", file=upload(pdf(signed=True))))
    assert sorted(answer.context["form"].errors) == ["file", "title"]


def keep_metadata(document: Document, data: bytes) -> str:
    """Stores a file past the model, as a version of before did; returns its name."""
    name: str = document.file.storage.save("documents/plan.pdf", ContentFile(data))
    Document.objects.filter(pk=document.pk).update(file=name, file_hash="", file_size=None)
    return name


class TestCommand:
    """`remove_document_metadata`, for files that were stored with it."""

    def test_stores_files_anew_under_the_same_address(self, django_capture_on_commit_callbacks: Any) -> None:
        document = DocumentFactory()
        name = keep_metadata(document, pdf())
        document.refresh_from_db()
        url, out = document.url, StringIO()

        call_command("remove_document_metadata", dry_run=True, stdout=out)
        assert (out.getvalue(), stored(document)) == ("Would store 1 files without their metadata.\n", pdf())

        with django_capture_on_commit_callbacks(execute=True):
            call_command("remove_document_metadata", stdout=out)
        document.refresh_from_db()
        assert out.getvalue().endswith("\nStored 1 files without their metadata.\n")
        assert (document.url, PurePath(document.file.name).name) == (url, PurePath(name).name)
        assert_clean(document)
        assert not document.file.storage.exists(name)

        call_command("remove_document_metadata", stdout=out)
        assert out.getvalue().endswith("\nStored 0 files without their metadata.\n")

    def test_names_what_it_cannot_do(self) -> None:
        signed, missing, good = DocumentFactory(), DocumentFactory(), DocumentFactory()
        signed_name = keep_metadata(signed, pdf(signed=True))
        good_name = keep_metadata(good, pdf())
        missing.file.storage.delete(missing.file.name)
        Document.objects.filter(pk=missing.pk).update(file="documents/gone.pdf")
        out, errors = StringIO(), StringIO()

        with pytest.raises(CommandError, match=r"^2 files are as they were\. Replace them, then run this again\.$"):
            call_command("remove_document_metadata", stdout=out, stderr=errors)

        lines = errors.getvalue().splitlines()
        assert lines[0].startswith(f"Document {signed.pk}, {PurePath(signed_name).name}: {SIGNED}")
        assert lines[1] == f"Document {missing.pk}, gone.pdf: The file cannot be read."
        good.refresh_from_db()
        assert good.file.name != good_name
        assert_clean(good)

    def test_the_row_is_locked_and_may_be_gone(self) -> None:
        document = DocumentFactory()
        keep_metadata(document, pdf())
        with CaptureQueriesContext(connection) as queries:
            assert remove_stored_metadata(document.pk) is True
        rows = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
        assert ("FOR UPDATE" in rows[0]) == connection.features.has_select_for_update

        assert remove_stored_metadata(document.pk + 1) is False
