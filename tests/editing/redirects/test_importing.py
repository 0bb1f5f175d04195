"""The import of redirects from a table, in the admin and by the command."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from openpyxl import Workbook
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import ModelLogEntry, Site
from wagtail.users.models import UserProfile

from cms.accounts.models import User
from cms.editing.redirects import importing
from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import index_of, make_article, make_site
from tests.user_accounts import log_in, make_user

FRONTEND = "https://www.example.org"
IMPORT = "/admin/redirects/import/"
CIRCLE = "This address leads back to “/hen”, or over too many other redirects, so that no page would be reached."
TABLE = "from,to\n/egg/,/hen/\n/hen/,/egg/\n\nhttps://elsewhere.example/,/new/\n/short/\n"
FAULTS = [
    (3, "/hen/", "/egg/", CIRCLE),
    (5, "https://elsewhere.example/", "/new/", "Enter a path on the website, for example /2020/old-story/."),
    (6, "/short/", "", "Choose a page or enter an address to redirect to."),
]


@pytest.fixture
def desk(site: Site) -> Client:
    return log_in(make_user("Moderators"))


def upload(desk: Client, content: str | bytes, name: str = "redirects.csv") -> dict[str, Any]:
    """Upload a table; return the form that asks what is in which column, filled."""
    data = content if isinstance(content, bytes) else content.encode()
    form = desk.post(IMPORT, {"import_file": SimpleUploadedFile(name, data)}).context["form"]
    return {**form.initial, "from_index": "0", "to_index": "1", "permanent": "on"}


def stored() -> dict[str, str]:
    return dict(Redirect.objects.values_list("old_path", "redirect_link"))


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_trial_reports_what_the_import_does_and_writes_nothing(desk: Client) -> None:
    form = upload(desk, TABLE)

    trial = desk.post(f"{IMPORT}process/", {**form, "dry_run": "on"})
    assert trial.context["report"].faults == FAULTS
    assert "Of 4 rows, 1 would be imported and 3 refused. Nothing has been saved." in trial.content.decode()
    assert (stored(), ModelLogEntry.objects.filter(action="wagtail.create").count()) == ({}, 0)

    done = desk.post(f"{IMPORT}process/", form)
    assert done.context["report"].faults == FAULTS
    assert "Of 4 rows, 1 have been imported and 3 refused." in done.content.decode()
    assert stored() == {"/egg": f"{FRONTEND}/hen/"}
    assert ModelLogEntry.objects.filter(action="wagtail.create").count() == 1


def test_an_import_that_is_sent_twice_says_so(desk: Client) -> None:
    form = upload(desk, "from,to\n/one/,/two/\n")

    assert desk.post(f"{IMPORT}process/", form)["Location"] == "/admin/redirects/"
    again = desk.post(f"{IMPORT}process/", form, follow=True)
    assert "This table has been imported, or was uploaded too long ago: upload it again." in again.content.decode()
    assert stored() == {"/one": f"{FRONTEND}/two/"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("with-a-mark.csv", "\ufefffrom,to\r\n/one/,/two/\r\n".encode()),
        ("french.csv", b"from;to\r\n/one/;/two/\r\n"),
        ("tabs.tsv", b"from\tto\n/one/\t/two/\n"),
        ("book.xlsx", workbook(["from", "to"], ["/one/", "/two/"], [None, None])),
    ],
)
def test_tables_come_as_spreadsheets_save_them(desk: Client, name: str, content: bytes) -> None:
    desk.post(f"{IMPORT}process/", upload(desk, content, name))

    assert stored() == {"/one": f"{FRONTEND}/two/"}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_comes_back_as_it_was(desk: Client, site: Site, kind: str) -> None:
    paths = ["/a;=1+1", "/a;'=1+1", "/b?q==1", "/-2+3", "/@SUM(A1)", "/\uff1d1", '/"quoted"', "/port, harbour", "/été"]
    before = {path: f"https://elsewhere.example/?to=1;-{number}" for number, path in enumerate(paths)}
    Redirect.objects.bulk_create(Redirect(old_path=path, redirect_link=link) for path, link in before.items())
    table = b"".join(desk.get(f"/admin/redirects/?export={kind}"))
    Redirect.objects.all().delete()

    desk.post(f"{IMPORT}process/", upload(desk, table, f"redirects.{kind}"))

    assert stored() == before


def columns() -> dict[str, tuple[str | None, int | None, bool, str]]:
    """Returns site, page, permanence and link of each redirect by its old path."""
    rows = Redirect.objects.values_list("old_path", "site__hostname", "redirect_page", "is_permanent", "redirect_link")
    return {path: tuple(rest) for path, *rest in rows}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_comes_back_with_its_pages_sites_and_permanence(
    desk: Client, site: Site, index: NewsIndexPage, kind: str, language: str
) -> None:
    UserProfile.objects.update_or_create(user=User.objects.get(), defaults={"preferred_language": language})
    other = make_site(hostname="other.example", default=False, name="Elsewhere")
    page, draft = make_article(index, slug="harbour"), make_article(index_of(other), slug="plan", live=False)
    Redirect.add_redirect("/page", page, site=site)
    Redirect.add_redirect("/draft", draft, site=other, is_permanent=False)
    Redirect.add_redirect("/all", "https://a.example/")
    Redirect.add_redirect("/query", f"{FRONTEND}/news/harbour/?page=2", site=site)
    before = columns()
    table = b"".join(desk.get(f"/admin/redirects/?export={kind}"))
    Redirect.objects.all().delete()

    answer = desk.post(f"{IMPORT}process/", upload(desk, table, f"redirects.{kind}"))

    assert answer.status_code == 302, answer.context["report"].faults
    assert columns() == before
    assert before["/draft"] == ("other.example", draft.pk, False, "")


def test_a_row_says_its_site_and_type(desk: Client, site: Site) -> None:
    make_site(hostname="other.example", default=False, name="Twins")
    make_site(hostname="third.example", default=False, name="Twins")
    table = "From,To,Site,Type\n/a/,https://a.example/,other.example,302\n/b/,https://a.example/,,\n"
    table += "/c/,https://a.example/,Twins,permanent\n/d/,https://a.example/,,sideways\n"

    report = desk.post(f"{IMPORT}process/", {**upload(desk, table), "site": site.pk}).context["report"]

    assert columns() == {
        "/a": ("other.example", None, False, "https://a.example/"),
        "/b": (site.hostname, None, True, "https://a.example/"),
    }
    assert [fault[-1] for fault in report.faults] == [
        "There is no site “Twins”, or more than one.",
        "The type is “permanent” or “temporary”, not “sideways”.",
    ]


def test_a_long_table_is_for_the_command(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MAX_IMPORTED_ROWS", 2)
    rows = [f"/{number}/,https://a.example/\n" for number in range(3)]

    answer = desk.post(f"{IMPORT}process/", upload(desk, "from,to\n" + "".join(rows)), follow=True)
    assert (
        "This table has 3 rows. 2 at most are imported here at once: divide it, or have it imported on the server by "
        "“manage.py import_redirects”."
    ) in answer.content.decode()
    assert stored() == {}

    desk.post(f"{IMPORT}process/", upload(desk, "from,to\n" + "".join(rows[:2])))
    assert len(stored()) == 2


def test_the_command_tries_before_it_writes(
    site: Site, index: NewsIndexPage, api: GraphQLClient, tmp_path: Path
) -> None:
    table = tmp_path / "redirects.csv"
    table.write_text(f"from,to\n/2020/port/,{FRONTEND}/news/harbour/\n{TABLE.partition(chr(10))[2]}")
    make_article(index, slug="harbour")
    query = "query($path: String!) { route(path: $path) { ... on RedirectRoute { location } } }"

    trial, done = io.StringIO(), io.StringIO()
    call_command("import_redirects", src=str(table), dry_run=True, stdout=trial)
    assert stored() == {}

    call_command("import_redirects", src=str(table), stdout=done)
    assert done.getvalue() == (
        f"Row 4: /hen/ -> /egg/: {CIRCLE}\n"
        "Row 6: https://elsewhere.example/ -> /new/: Enter a path on the website, for example /2020/old-story/.\n"
        "Row 7: /short/ -> : Choose a page or enter an address to redirect to.\n"
        "Found: 5\nCreated: 2\nSkipped: 0\nErrors: 3\n"
    )
    assert trial.getvalue() == done.getvalue() + "Nothing has been written: this was a trial.\n"
    assert api.data(query, path="/2020/port/") == {"route": {"location": "/news/harbour/"}}
    assert api.data(query, path="/egg/") == {"route": {"location": "/hen/"}}


def test_the_command_says_what_it_cannot_read(site: Site, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    (tmp_path / "table.doc").write_text("from,to")
    (tmp_path / "table.csv").write_text("from,to")
    (tmp_path / "broken.xlsx").write_text("from,to")
    (tmp_path / "latin.csv").write_bytes("from,to\n/été/,/new/".encode("latin-1"))

    for name, options, message in (
        ("none.csv", {}, "Missing file"),
        ("empty.csv", {}, "is empty"),
        ("table.doc", {}, "Invalid format 'doc': csv, xlsx, tsv"),
        ("table.csv", {"to": 2}, "--to is the number of a column, from 0 to 1, not 2."),
        ("broken.xlsx", {}, "broken.xlsx' cannot be read: File is not a zip file"),
        ("latin.csv", {}, "latin.csv' cannot be read: 'utf-8' codec can't decode"),
        ("empty.csv", {"site": 99}, "There is no site 99."),
    ):
        with pytest.raises(CommandError, match=message):
            call_command("import_redirects", src=str(tmp_path / name), **options)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_command_reads_what_an_export_writes(
    desk: Client, site: Site, index: NewsIndexPage, tmp_path: Path, kind: str, language: str
) -> None:
    UserProfile.objects.update_or_create(user=User.objects.get(), defaults={"preferred_language": language})
    other = make_site(hostname="other.example", default=False, name="Elsewhere")
    make_site(hostname="one.example", default=False, name="Twins")
    twin = make_site(hostname="two.example", default=False, name="Twins")
    twin_by_port = Site.objects.create(hostname="other.example", port=8080, root_page=other.root_page)
    page, draft = make_article(index, slug="harbour"), make_article(index_of(other), slug="plan", live=False)
    Redirect.add_redirect("/page", page, site=site)
    Redirect.add_redirect("/draft", draft, site=other, is_permanent=False)
    Redirect.add_redirect("/all", "https://a.example/", is_permanent=False)
    Redirect.add_redirect("/twin", "https://a.example/", site=twin)
    Redirect.add_redirect("/port", "https://a.example/", site=twin_by_port, is_permanent=False)
    before = columns()
    table = tmp_path / f"redirects.{kind}"
    table.write_bytes(b"".join(desk.get(f"/admin/redirects/?export={kind}")))
    Redirect.objects.all().delete()

    call_command("import_redirects", src=str(table), stdout=io.StringIO())

    assert columns() == before
    assert before["/twin"] == ("two.example", None, True, "https://a.example/")
    assert Redirect.objects.get(old_path="/port").site == twin_by_port


def test_the_command_names_the_row_of_an_unknown_site_or_type(site: Site, tmp_path: Path) -> None:
    table, report = tmp_path / "redirects.csv", io.StringIO()
    table.write_text(
        "From,To,Type,Site\n/a/,https://a.example/,,\n/b/,https://a.example/,temporary,nowhere.example\n"
        "/c/,https://a.example/,sideways,\n/d/,https://a.example/,permanent,\n/e/,https://a.example/,,\n"
    )

    call_command("import_redirects", "--permanent=no", src=str(table), site=site.pk, offset=1, limit=3, stdout=report)

    assert columns() == {"/d": (site.hostname, None, True, "https://a.example/")}
    assert report.getvalue() == (
        "Row 3: /b/ -> https://a.example/: There is no site “nowhere.example”, or more than one.\n"
        "Row 4: /c/ -> https://a.example/: The type is “permanent” or “temporary”, not “sideways”.\n"
        "Found: 3\nCreated: 1\nSkipped: 0\nErrors: 2\n"
    )

    call_command("import_redirects", "--permanent=no", src=str(table), limit=1, stdout=report)
    assert columns()["/a"] == (None, None, False, "https://a.example/")


def test_the_command_asks_before_each_redirect(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table, report, asked = tmp_path / "redirects.csv", io.StringIO(), []
    table.write_text("From,To\n/a/,https://a.example/\n/b/,https://b.example/\n")

    def answer(question: str) -> str:
        asked.append(question)
        return "y" if "/a/" in question else ""

    monkeypatch.setattr("builtins.input", answer)
    call_command("import_redirects", src=str(table), ask=True, stdout=report)

    assert asked == ["/a/ -> https://a.example/ Create? y/N: ", "/b/ -> https://b.example/ Create? y/N: "]
    assert stored() == {"/a": "https://a.example/"}
    assert report.getvalue() == "Found: 2\nCreated: 1\nSkipped: 1\nErrors: 0\n"
