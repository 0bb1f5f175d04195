"""The note below the address of an embed block."""

import pytest
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed

from news.embeds import EmbedAddressBlock
from news.models import NewsIndexPage
from tests.user_accounts import log_in, make_user

ADDRESS = "/admin/embed-note/"
YOUTUBE = "https://www.youtube.com/watch?v=abc"
IFRAME = '<iframe src="https://www.youtube.com/embed/abc"></iframe>'
UNSUPPORTED = (
    "Readers will get a link card, because embedding this address of %s is not supported. The providers listed above"
    " work, with the address of a single video, post or map."
)
UNREACHABLE = (
    "Readers will get a link card for now, because %s could not be reached or gave no player. It is asked again every"
    " quarter of an hour. Check that the address is right and public."
)


def note_of(url: str) -> str:
    answer = log_in(make_user("Editors")).get(ADDRESS, {"url": url})
    assert answer.status_code == 200
    assert list(answer.json()) == ["note"]
    note: str = answer.json()["note"]
    return note


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "note"),
    [
        ("", ""),
        (" ", ""),
        (YOUTUBE, ""),
        (f" {YOUTUBE} ", ""),
        ("https://datawrapper.dwcdn.net/aB3xY/2/", ""),
        ("https://www.instagram.com/p/Cabc123/", UNSUPPORTED % "www.instagram.com"),
        ("mastodon.social/@somebody/1", UNSUPPORTED % "mastodon.social"),
        ("https://www.openstreetmap.org/#map=12/53.5/10.1", UNSUPPORTED % "www.openstreetmap.org"),
        ("not an address", "Enter a valid URL."),
        ("ftp://example.org/film", "The address has to begin with https://."),
        ("http://10.0.0.1/", "The address leads to a computer that readers cannot reach. Paste a public address."),
    ],
)
def test_the_note_says_what_readers_get(
    url: str, note: str, index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse_network(*args: object, **kwargs: object) -> None:
        pytest.fail("the provider was asked")

    monkeypatch.setattr("wagtail.embeds.finders.oembed.requests.get", refuse_network)

    assert note_of(url) == note
    assert not Embed.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("html", "note"),
    [
        (IFRAME, ""),
        ("", UNREACHABLE % "www.youtube.com"),
        ("<script>play()</script>", UNREACHABLE % "www.youtube.com"),
    ],
)
def test_the_note_follows_what_the_provider_gave(html: str, note: str, index: NewsIndexPage) -> None:
    Embed.objects.create(url=YOUTUBE, hash=get_embed_hash(YOUTUBE), type="video", html=html)

    assert note_of(YOUTUBE) == note


@pytest.mark.django_db
def test_the_note_is_for_those_who_are_logged_in(index: NewsIndexPage) -> None:
    browser = log_in(make_user("Editors"))
    assert browser.post(ADDRESS, {"url": YOUTUBE}).status_code == 405

    browser.logout()
    assert browser.get(ADDRESS).headers["Location"] == "/admin/login/?next=/admin/embed-note/"


def test_the_input_asks_for_its_note() -> None:
    field = EmbedAddressBlock().field

    assert field.widget.is_required
    assert str(field.widget.render("url", None)) == (
        '<input type="url" name="url" data-controller="embed-note" data-embed-note-url-value="/admin/embed-note/">'
    )
    assert "news/embed_note.js" in str(field.widget.media)
