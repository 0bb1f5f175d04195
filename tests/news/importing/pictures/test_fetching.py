"""Pictures fetched from a server that is one: what is taken, what is refused, and that nothing is asked for twice."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pytest_django import Settings

from cms.images.models import CreditedImage
from news.importing.pictures.fetching import PictureFetcher
from news.importing.pictures.files import PictureRefused
from news.models import ArticlePage, ImportedPicture, NewsIndexPage
from tests.factories import picture_bytes
from tests.news.importing.samples import bring, stored_files

DAY = {"date": "2024-03-07"}
JPEG = picture_bytes(colour="navy")
LONG_NAME = f"/{'%E9%9C%A7' * 90}.jpg"
ANSWERS = {
    "/uploads/boat.jpg": (200, "image/jpeg", JPEG),
    "/again.jpg": (200, "image/jpeg", JPEG),
    LONG_NAME: (200, "image/jpeg", JPEG),
    "/no-ending": (200, "image/png; charset=x", picture_bytes(file_format="PNG")),
    "/page.jpg": (200, "text/html", b"<html>404</html>"),
    "/liar.jpg": (200, "image/jpeg", b"<html>404</html>"),
    "/half.jpg": (200, "image/jpeg", JPEG[:-200]),
    "/gone.jpg": (404, "text/plain", b""),
}


class ArchiveServer(ThreadingHTTPServer):
    """Gives ANSWERS, and remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), ArchiveHandler)
        self.asked: list[str] = []

    def address(self, path: str) -> str:
        """Returns the address of one of its files."""
        return f"http://127.0.0.1:{self.server_port}{path}"


class ArchiveHandler(BaseHTTPRequestHandler):
    """Answers one request of the archive."""

    server: ArchiveServer

    def do_GET(self) -> None:
        """Answers."""
        self.server.asked.append(self.path)
        status, kind, body = ANSWERS[self.path]
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Says nothing."""


@pytest.fixture
def archive(settings: Settings) -> Iterator[ArchiveServer]:
    """The archive's server, which the settings allow to ask."""
    settings.OUTBOUND_NETWORKS = ["127.0.0.0/8"]
    with ArchiveServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def notes(report: object) -> list[str]:
    return [text for _number, text in report.notes]  # type: ignore[attr-defined]


def test_a_picture_is_fetched_once_and_stored_once(
    index: NewsIndexPage, tmp_path: Path, archive: ArchiveServer
) -> None:
    words = {"image_description": "A boat.", "image_credit": "© Ana Duarte 2024"}
    rows = [
        {"title": "Fog", **DAY, "image": archive.address("/uploads/boat.jpg"), **words},
        {"title": "Tide", **DAY, "image": archive.address("/uploads/boat.jpg"), **words},
        {"title": "Quay", **DAY, "image": archive.address("/again.jpg"), **words},
    ]

    report = bring(tmp_path, index, *rows, image_hosts=["127.0.0.1"])

    assert (report.created, report.pictures_imported, notes(report)) == (3, 1, [])
    assert sorted(archive.asked) == ["/again.jpg", "/uploads/boat.jpg"]
    image = CreditedImage.objects.get()
    assert (image.title, image.description, image.source) == ("again", "A boat.", rows[2]["image"])
    assert {page.image for page in ArticlePage.objects.all()} == {image}
    assert sorted(ImportedPicture.objects.values_list("url", flat=True)) == sorted({str(row["image"]) for row in rows})

    again = bring(tmp_path, index, *rows, image_hosts=["127.0.0.1"], update=True)
    assert (again.unchanged, len(archive.asked)) == (3, 2)


def test_a_picture_that_cannot_be_fetched_is_lacking_with_the_reason(
    index: NewsIndexPage, tmp_path: Path, archive: ArchiveServer
) -> None:
    reasons = {
        "/gone.jpg": "was answered with the status 404",
        "/page.jpg": "gave text/html, which is no picture that is taken",
        "/liar.jpg": "is a page in HTML, not a picture: likely what a server sent in the place of one",
        "/half.jpg": "is damaged or incomplete: it cannot be shown",
    }
    rows = [{"title": path[1:5], **DAY, "image": archive.address(path)} for path in reasons]

    report = bring(tmp_path, index, *rows, image_hosts=["*"])

    assert (report.created, report.pictures_imported) == (4, 0)
    assert sorted(notes(report)) == sorted(
        f"lacks its picture: “{archive.address(path)}” {reason}" for path, reason in reasons.items()
    )
    assert {page.image for page in ArticlePage.objects.all()} == {None}


def test_only_the_named_servers_are_asked(index: NewsIndexPage, tmp_path: Path, archive: ArchiveServer) -> None:
    address = archive.address("/uploads/boat.jpg")

    for hosts in ([], ["a.example", "1.127.0.0.1"]):
        report = bring(tmp_path, index, {"title": f"Fog {len(hosts)}", **DAY, "image": address}, image_hosts=hosts)
        assert notes(report) == [
            f"lacks its picture: “{address}” was not fetched: name 127.0.0.1 in --image-hosts for that"
        ]
    assert archive.asked == []


def test_private_networks_are_not_asked_whatever_the_hosts(settings: Settings, archive: ArchiveServer) -> None:
    settings.OUTBOUND_NETWORKS = []
    fetcher = PictureFetcher(["*"])
    address = archive.address("/uploads/boat.jpg")

    fetcher.fetch([address])

    with pytest.raises(PictureRefused, match=r"was not fetched: .*not an address of the public internet"):
        fetcher.file_of(address)
    fetcher.close()
    assert archive.asked == []


def test_the_ending_is_that_of_the_type_and_the_address_without_one_is_taken(archive: ArchiveServer) -> None:
    fetcher = PictureFetcher(["127.0.0.1"])
    address = archive.address("/no-ending")

    fetcher.fetch([address, address])

    assert fetcher.file_of(address).path.name == "no-ending.png"
    assert archive.asked == ["/no-ending"]
    fetcher.close()


def test_a_name_of_many_bytes_is_cut(archive: ArchiveServer) -> None:
    fetcher = PictureFetcher(["127.0.0.1"])
    address = archive.address(LONG_NAME)

    fetcher.fetch([address])

    assert fetcher.file_of(address).path.name == f"{'霧' * 66}.jpg"
    fetcher.close()


def test_a_dry_run_fetches_nothing_and_an_address_is_looked_for_in_the_folder_first(
    index: NewsIndexPage, tmp_path: Path, archive: ArchiveServer
) -> None:
    (tmp_path / "boat.jpg").write_bytes(JPEG)
    row = {"title": "Fog", **DAY, "image": archive.address("/uploads/boat.jpg")}
    before = stored_files()

    dry = bring(tmp_path, index, row, image_hosts=["*"], dry_run=True)
    assert (dry.created, dry.pictures_imported, stored_files()) == (1, 1, before)
    report = bring(tmp_path, index, row, images=tmp_path, image_hosts=["*"])

    assert (report.pictures_imported, archive.asked) == (1, [])
    assert notes(report) == [
        "its picture came without description and credit; it is published so, and marked for the desk"
    ]


def test_a_dry_run_names_the_pictures_whose_servers_are_not_allowed(
    index: NewsIndexPage, tmp_path: Path, archive: ArchiveServer
) -> None:
    address = archive.address("/uploads/boat.jpg")
    row = {"title": "Fog", **DAY, "image": address, "body": f'<p>A</p><img src="{address}?2" alt="B">'}
    why = "was not fetched: name 127.0.0.1 in --image-hosts for that"

    dry = bring(tmp_path, index, row, dry_run=True)
    report = bring(tmp_path, index, row)

    assert notes(dry) == [
        f"lacks its picture: “{address}” {why}",
        f"left out a picture: {address}?2, alt “B” (“{address}?2” {why})",
    ]
    assert notes(report) == notes(dry)
    assert (dry.pictures_imported, archive.asked) == (0, [])
