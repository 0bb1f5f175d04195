"""When the demo is seeded, when it is not, and what is left of a seeding that failed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from wagtail.models import Locale, Page, Site

from cms.images.models import CreditedImage
from demo import content
from news.models import ArticlePage, Author, Category


@pytest.fixture
def media(tmp_path: Path) -> Iterator[Path]:
    """An empty place for uploads."""
    with override_settings(MEDIA_ROOT=tmp_path / "public", PRIVATE_MEDIA_ROOT=tmp_path / "private"):
        yield tmp_path


@pytest.mark.usefixtures("site")
def test_a_newsroom_with_pages_is_left_alone_if_so_wished(capsys: pytest.CaptureFixture[str], media: Path) -> None:
    call_command("seed_demo", if_empty=True)

    assert Page.objects.count() == 3
    assert CreditedImage.objects.count() == 0
    assert list(media.iterdir()) == []
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("site")
def test_a_newsroom_with_pages_is_refused_otherwise() -> None:
    with pytest.raises(CommandError, match="There are pages in this database already"):
        call_command("seed_demo")

    assert Page.objects.count() == 3


@pytest.mark.django_db
def test_a_server_that_does_not_publish_in_english_is_told_so() -> None:
    with (
        override_settings(WAGTAIL_CONTENT_LANGUAGES=[("fr", "Français")]),
        pytest.raises(CommandError, match="LANGUAGES"),
    ):
        call_command("seed_demo", verbosity=0)


@pytest.mark.django_db
def test_a_seeding_that_fails_leaves_nothing_behind(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = content.Text("broken", "Broken", ['<a page="nowhere">nothing</a>'])
    monkeypatch.setattr(content, "texts", lambda: [broken])
    monkeypatch.setattr(content, "stories", list)
    few = content.pictures(2026)[-4:]
    monkeypatch.setattr(content, "pictures", lambda year: few)
    other = media / "private" / "original_images" / "emblem-of-another-desk.jpg"
    other.parent.mkdir(parents=True)
    other.touch()

    with pytest.raises(KeyError):
        call_command("seed_demo", picture_width=16, verbosity=0)

    assert [path for path in media.rglob("*") if path.is_file()] == [other]
    models = (CreditedImage, ArticlePage, Author, Category)
    assert [model._default_manager.count() for model in models] == [0, 0, 0, 0]
    assert [locale.language_code for locale in Locale.objects.all()] == ["en"]
    assert [page.title for page in Page.objects.filter(depth=2)] == ["Home"]
    assert Site.objects.get().root_page.depth == 2
