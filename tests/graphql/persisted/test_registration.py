"""Trusted documents: registering them, running them alone, and what the admin tells of them."""

import io
import json
import logging
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from wagtail.models import Site

from cms.access.models import AccessToken
from cms.accounts.models import User
from cms.graphql.models import TrustedDocument

LATEST = "query Latest($first: Int = 3) { articles(first: $first) { nodes { title } } }"
NAME = "query Name { site { name } }"
ANSWER = {"data": {"site": {"name": "The Wire"}}}
SHA1, MD5 = "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3", "098f6bcd4621d373cade4e832627b4f6"
SHA256 = sha256(NAME.encode()).hexdigest()
MANIFESTS: dict[str, Any] = {
    "codegen": {SHA1: LATEST, SHA256: NAME},
    "codegen, with the name of its algorithm": {SHA1: LATEST, f"sha256:{SHA256}": NAME},
    "relay": {MD5: LATEST, SHA256: NAME},
    "apollo": {
        "format": "apollo-persisted-query-manifest",
        "version": 1,
        "operations": [
            {"id": SHA1, "name": "Latest", "type": "query", "body": LATEST},
            {"id": SHA256, "name": "Name", "type": "query", "body": NAME},
        ],
    },
}


def command(manifest: Any, tmp_path: Path, *options: str) -> str:
    file, out = tmp_path / "manifest.json", io.StringIO()
    file.write_text(manifest if isinstance(manifest, str) else json.dumps(manifest))
    call_command("register_documents", str(file), *options, stdout=out)
    return out.getvalue()


def ask(client: Client, **parameters: Any) -> Any:
    return client.post("/graphql/", parameters, content_type="application/json").json()


def code(answer: Any) -> str:
    (error,) = answer["errors"]
    return str(error["extensions"]["code"])


@pytest.mark.parametrize("form", MANIFESTS)
def test_manifests_of_all_builds_are_registered_by_command(
    site: Site, client: Client, tmp_path: Path, form: str
) -> None:
    first = command(MANIFESTS[form], tmp_path, "--client", "website")
    again = command(MANIFESTS[form], tmp_path)

    assert first == "Registered 2 documents; 0 were known already.\n"
    assert again == "Registered 0 documents; 2 were known already.\n"
    rows = TrustedDocument.objects.order_by("operation").values_list("document_id", "operation", "client", "cost")
    assert list(rows) == [(MD5 if form == "relay" else SHA1, "Latest", "website", 5), (SHA256, "Name", "website", 2)]
    for parameters in (
        {"documentId": SHA256},
        {"documentId": f"sha256:{SHA256}"},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": SHA256}}},
    ):
        assert ask(client, **parameters) == ANSWER


def test_a_document_is_run_by_get_with_variables(site: Site, client: Client, tmp_path: Path) -> None:
    command({MD5: LATEST}, tmp_path)

    answer = client.get("/graphql/", {"documentId": MD5, "variables": '{"first": 7}'})

    assert answer.json() == {"data": {"articles": {"nodes": []}}}
    assert answer.headers["X-GraphQL-Cost"] == "9"


def test_a_dry_run_registers_nothing(site: Site, tmp_path: Path) -> None:
    assert command(MANIFESTS["codegen"], tmp_path, "--dry-run") == (
        "Would register 2 documents; 0 were known already.\n"
    )
    assert not TrustedDocument.objects.exists()


@pytest.mark.parametrize(
    ("manifest", "fault"),
    [
        ("{", "This is no valid JSON."),
        ("[]", 'A manifest is {"id": "document", …}'),
        ({"format": "apollo-persisted-query-manifest", "version": 2}, "A manifest is"),
        (
            {"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id": "a"}]},
            "An entry of `operations` lacks `id` or `body`.",
        ),
        ({"a": 1}, "“a” has no text for its document."),
        ({"": NAME}, "“…” is no id: it has 1 to 200 characters."),
        ({"x" * 201: NAME}, f"“{'x' * 20}…” is no id: it has 1 to 200 characters."),
        ({"a": NAME, "sha256:a": LATEST}, "“a” is the id of two documents, once with “sha256:” before it."),
        ({"sha256:": NAME}, "“…” is no id: it has 1 to 200 characters."),
        ({"a": "{", "b": NAME}, "a: Syntax Error: Expected Name, found <EOF>."),
        ({"a": "{ nothing }"}, "a: Cannot query field 'nothing' on type 'Query'."),
        ({"a": "fragment F on Site { name }"}, "a: "),
        (
            {"a": "{ authors(first: 100) { nodes { articles(first: 100) { nodes { id } } } } }"},
            "a: The query is too large: its cost would be 10,202, the limit is 5,000.",
        ),
        ({"taken": NAME}, "taken: this id belongs to another document already."),
    ],
)
def test_a_manifest_with_a_fault_registers_nothing(db: None, tmp_path: Path, manifest: Any, fault: str) -> None:
    TrustedDocument.objects.create(document_id="taken", text=LATEST, cost=1)

    with pytest.raises(CommandError) as refused:
        command(manifest, tmp_path)

    assert str(refused.value).startswith(f"Nothing was registered.\n{fault}")
    assert TrustedDocument.objects.count() == 1


def test_a_file_that_is_not_there(db: None) -> None:
    with pytest.raises(CommandError, match=r"The manifest cannot be read: .*nowhere\.json"):
        call_command("register_documents", "nowhere.json")


def send(client: Client, manifest: Any, secret: str = "", **extra: Any) -> Any:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    return client.post(
        "/graphql/documents/?client=app", manifest, **{"content_type": "application/json", "headers": headers} | extra
    )


def make_token(**fields: Any) -> str:
    token = AccessToken(name="Build", **fields)
    secret = token.issue()
    token.save()
    return secret


def test_documents_are_registered_over_http_by_a_token_for_it(
    site: Site, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    secret = make_token(registers_documents=True)

    first, again = (send(client, MANIFESTS["codegen"], secret) for _ in range(2))

    assert (first.status_code, first.json()) == (200, {"registered": 2, "known": 0})
    assert again.json() == {"registered": 0, "known": 2}
    assert first.headers["Cache-Control"] == "private, no-store"
    assert set(TrustedDocument.objects.values_list("client", flat=True)) == {"app"}
    assert ask(client, documentId=SHA256) == ANSWER
    assert "Build registered 2 documents of 'app'" in caplog.text


def test_nobody_else_registers_documents(site: Site, client: Client, settings: Settings) -> None:
    build, website = make_token(registers_documents=True), make_token(embargoed=True)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    outcomes = [
        send(client, MANIFESTS["codegen"]),
        send(client, MANIFESTS["codegen"], website),
        send(client, MANIFESTS["codegen"], build[:-1]),
        send(client, "query=x", build, content_type="text/plain"),
        send(client, {"a": "x" * 10_000}, build),
        send(client, {"a": "{ nothing }"}, build),
        client.get("/graphql/documents/"),
    ]

    assert [(one.status_code, code(one.json())) for one in outcomes] == [
        (403, "FORBIDDEN"),
        (403, "FORBIDDEN"),
        (401, "UNAUTHENTICATED"),
        (415, "BAD_USER_INPUT"),
        (413, "BAD_USER_INPUT"),
        (400, "BAD_USER_INPUT"),
        (405, "BAD_USER_INPUT"),
    ]
    assert outcomes[5].json()["errors"][0] == {
        "message": "Nothing was registered. a: Cannot query field 'nothing' on type 'Query'.",
        "extensions": {"code": "BAD_USER_INPUT", "faults": ["a: Cannot query field 'nothing' on type 'Query'."]},
    }
    assert outcomes[6].headers["Allow"] == "POST"
    assert not TrustedDocument.objects.exists()


def test_in_strict_mode_nothing_else_is_run(site: Site, client: Client, tmp_path: Path, settings: Settings) -> None:
    command({SHA256: NAME}, tmp_path)
    other = sha256(LATEST.encode()).hexdigest()
    kept = {"query": LATEST, "extensions": {"persistedQuery": {"version": 1, "sha256Hash": other}}}
    assert "data" in ask(client, **kept)
    settings.GRAPHQL_TRUSTED_DOCUMENTS_ONLY = True

    assert ask(client, documentId=SHA256) == ANSWER
    assert ask(client, query=NAME, documentId=SHA256) == ANSWER
    assert code(ask(client, query="{ articles { totalCount } }", documentId=SHA256)) == "DOCUMENT_NOT_TRUSTED"
    refused = [
        ask(client, query=NAME),
        ask(client, query="{ __typename }"),
        ask(client, documentId="unknown"),
        ask(client, **kept),
        ask(client, extensions=kept["extensions"]),
        ask(client),
    ]
    assert {code(answer) for answer in refused} == {"DOCUMENT_NOT_TRUSTED"}


def test_an_unknown_id_is_answered_as_an_unknown_hash(site: Site, client: Client) -> None:
    assert code(ask(client, documentId="unknown")) == "PERSISTED_QUERY_NOT_FOUND"
    assert ask(client, documentId="unknown", query=NAME) == ANSWER


def test_a_document_that_is_known_takes_no_sql_to_find(
    site: Site, client: Client, tmp_path: Path, django_assert_num_queries: Any
) -> None:
    command({"typename": "{ __typename }"}, tmp_path)
    ask(client, documentId="typename")

    with django_assert_num_queries(0):
        assert ask(client, documentId="typename") == {"data": {"__typename": "Query"}}


@pytest.fixture
def admin(db: None, client: Client) -> Client:
    client.force_login(User.objects.create_superuser("ada", password="x"))
    return client


def test_the_admin_lists_documents_with_their_use_and_cost(site: Site, admin: Client, tmp_path: Path) -> None:
    command({SHA1: LATEST, SHA256: NAME}, tmp_path, "--client", "website")
    for _ in range(41):
        ask(Client(), documentId=SHA1)

    html = admin.get(reverse("trusted_documents:index")).content.decode()

    cells = [" ".join(cell.split()) for cell in html.split("<td")]
    (uses,) = [cell for cell in cells if ">41<" in cell.replace(" ", "")]
    assert uses
    assert "Latest" in html
    assert f"{SHA1[:12]}…" in html
    assert "website" in html
    assert reverse("trusted_documents:add") not in html
    inspected = TrustedDocument.objects.get(document_id=SHA1)
    page = admin.get(reverse("trusted_documents:inspect", args=[inspected.pk])).content.decode()
    assert "query Latest($first: Int = 3)" in page


def test_a_document_can_be_deleted_but_not_changed(site: Site, admin: Client, tmp_path: Path) -> None:
    command({SHA256: NAME}, tmp_path)
    document = TrustedDocument.objects.get()

    for name, args in (("add", []), ("edit", [document.pk])):
        assert admin.post(reverse(f"trusted_documents:{name}", args=args), {"cost": 0}).status_code == 302
    document.refresh_from_db()
    assert document.cost == 2

    admin.post(reverse("trusted_documents:delete", args=[document.pk]))
    assert not TrustedDocument.objects.exists()


def test_editors_do_not_see_them(db: None, client: Client) -> None:
    user = User.objects.create_user("eddie", password="x")
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)

    assert client.get(reverse("trusted_documents:index")).status_code == 302


def test_an_empty_list_says_so(admin: Client) -> None:
    html = admin.get(reverse("trusted_documents:index")).content.decode()

    assert "No frontend has registered its queries yet." in html
    searched = admin.get(reverse("trusted_documents:index"), {"q": "x"}).content.decode()
    assert "No trusted documents match your query." in searched


def test_documents_are_found_by_name_and_client(admin: Client, tmp_path: Path) -> None:
    command({SHA1: LATEST}, tmp_path, "--client", "website")
    command({SHA256: NAME}, tmp_path, "--client", "app")

    found = [
        [name for name in ("Latest", "Name") if f">{name}<" in "".join(html.split())]
        for html in (
            admin.get(reverse("trusted_documents:index"), parameters).content.decode()
            for parameters in ({}, {"q": "Lat"}, {"q": SHA256[:10]}, {"client": "app"})
        )
    ]

    assert found == [["Latest", "Name"], ["Latest"], ["Name"], ["Name"]]
