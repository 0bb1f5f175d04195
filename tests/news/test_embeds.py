"""Addresses of other sites in a story."""

import datetime as dt
import threading
import time
from io import StringIO

import pytest
import requests
from django.core.exceptions import ValidationError
from django.core.management import call_command
from wagtail.embeds.blocks import EmbedValue
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.test.utils.form_data import streamfield

from cms.body import blocks
from cms.graphql.content.embeds import sanitize_embed
from news import embeds
from news.embeds import EmbedAddressBlock, FrameFinder, embed_note
from news.models import ArticlePage, NewsIndexPage
from tests.factories import make_article
from tests.news.article_form import article_form
from tests.user_accounts import log_in, make_user

SANDBOX = "allow-scripts allow-same-origin allow-popups"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url",
    [
        "https://www.instagram.com/p/Cabc123/",
        "https://www.facebook.com/somebody/posts/123",
        "https://bsky.app/profile/somebody.bsky.social/post/3k",
        "https://mastodon.social/@somebody/1",
        "https://www.threads.net/@somebody/post/C1",
        "https://www.youtube.com/watch?v=unreachable",
    ],
)
def test_an_address_that_cannot_be_embedded_is_saved_as_a_link_card(
    url: str, index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")  # where nothing listens
    article = make_article(index, live=False)
    form = article_form(body=streamfield([("embed", {"url": url})]), slug=article.slug)

    answer = log_in(make_user("Editors")).post(f"/admin/pages/{article.pk}/edit/", form)

    assert answer.status_code == 302
    (block,) = ArticlePage.objects.get().get_latest_revision_as_object().body
    assert block.value["url"].url == url
    assert Embed.objects.get().html == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "frame"),
    [
        ("https://datawrapper.dwcdn.net/aB3xY/2/", "https://datawrapper.dwcdn.net/aB3xY/"),
        ("https://public.flourish.studio/visualisation/12345/", "https://flo.uri.sh/visualisation/12345/embed"),
        ("https://www.tiktok.com/@a.desk/video/7301", "https://www.tiktok.com/player/v1/7301"),
        (
            "https://www.openstreetmap.org/export/embed.html?bbox=9.9,53.5,10.1,53.6&layer=mapnik",
            "https://www.openstreetmap.org/export/embed.html?bbox=9.9,53.5,10.1,53.6&amp;layer=mapnik",
        ),
        ("https://www.google.com/maps/embed?pb=!1m18!1m12", "https://www.google.com/maps/embed?pb=!1m18!1m12"),
    ],
)
def test_a_known_provider_is_framed_without_being_asked(url: str, frame: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")

    EmbedAddressBlock().clean(EmbedValue(url))

    html = sanitize_embed(Embed.objects.get().html)
    assert f'src="{frame}"' in html
    assert f'sandbox="{SANDBOX}"' in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://example.org/film",
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.0.0.1/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://localhost/",
        "https://youtube.com@evil.example/watch",
        "https://user:word@www.youtube.com/watch?v=1",
    ],
)
def test_a_hostile_address_is_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        EmbedAddressBlock(required=False).clean(EmbedValue(url))
    assert not Embed.objects.exists()


@pytest.mark.parametrize("suffix", ["x/../../evil", '"onload="alert(1)', "/extra", "\n"])
def test_only_a_whole_address_is_framed(suffix: str) -> None:
    assert not FrameFinder().accept(f"https://public.flourish.studio/visualisation/12345{suffix}")


@pytest.mark.django_db
def test_the_embeds_of_one_form_wait_for_providers_together(
    index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first of five addresses uses the time up; a frame needs none."""
    released, asked = threading.Event(), []

    def answer_slowly(*args: object, **kwargs: object) -> None:
        asked.append(args)
        released.wait(10)
        raise requests.ConnectTimeout

    monkeypatch.setattr(requests, "get", answer_slowly)
    monkeypatch.setattr(blocks, "CLEANING_SECONDS", 0.5)
    addresses = [f"https://www.youtube.com/watch?v=slow{number}" for number in range(5)]
    addresses.append("https://public.flourish.studio/story/12/")
    article = make_article(index, live=False)
    body = streamfield([("embed", {"url": url}) for url in addresses])
    browser = log_in(make_user("Editors"))

    begun = time.monotonic()
    saved = browser.post(f"/admin/pages/{article.pk}/edit/", article_form(body=body, slug=article.slug))
    seconds = time.monotonic() - begun
    released.set()

    assert (saved.status_code, len(asked)) == (302, 1)
    assert seconds < 5
    assert [bool(html) for html in Embed.objects.order_by("pk").values_list("html", flat=True)] == 5 * [False] + [True]
    assert embed_note(addresses[4]).startswith("Readers will get a link card for now")


@pytest.mark.django_db
def test_a_provider_that_trickles_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()
    monkeypatch.setattr(requests, "get", lambda *args, **kwargs: released.wait(10))
    monkeypatch.setattr(embeds, "MAX_PROVIDER_SECONDS", 0.1)

    EmbedAddressBlock().clean(EmbedValue("https://www.youtube.com/watch?v=trickle"))
    released.set()

    assert Embed.objects.get().html == ""


@pytest.mark.django_db
def test_a_provider_that_answers_later_turns_the_card_into_a_player(monkeypatch: pytest.MonkeyPatch) -> None:
    long_ago = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    for url in ("https://www.youtube.com/watch?v=unreachable", "https://www.instagram.com/p/Cabc123/"):
        EmbedAddressBlock().clean(EmbedValue(url))
    # The provider is one that is unreachable no longer: its frame is made without a request.
    flourish = "https://public.flourish.studio/story/12/"
    Embed.objects.create(url=flourish, hash=get_embed_hash(flourish), type="link", html="")
    Embed.objects.update(last_updated=long_ago)
    out = StringIO()

    call_command("retry_embeds", stdout=out)

    assert out.getvalue() == "1 link cards are embeds now.\n"
    assert Embed.objects.count() == 3
    assert "https://flo.uri.sh/story/12/embed" in Embed.objects.get(url=flourish).html
