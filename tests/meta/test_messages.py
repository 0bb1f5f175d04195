"""The message catalogues hold every text of the admin, translated, with its placeholders, and are compiled."""

import gettext
import json
import re
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from django.test import override_settings
from django.utils.translation import gettext as translated
from django.utils.translation import ngettext, override
from wagtail.users.models import UserProfile

from news.models import NewsIndexPage
from tests.messages import (
    LANGUAGES,
    PACKAGES,
    ROOT,
    catalogue_path,
    extract_messages,
    faults,
    messages_of,
    read_catalogue,
    texts_of,
)
from tests.user_accounts import log_in, make_user

RENEW = "The catalogues are not current: run `make messages`, translate what it lists in locale/, and run it again."


@pytest.fixture(scope="module")
def template() -> Catalog:
    return extract_messages()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_holds_the_messages_of_the_sources_and_no_other(language: str, template: Catalog) -> None:
    catalogue, extracted = messages_of(read_catalogue(language)), messages_of(template)

    assert sorted(map(str, extracted.keys() - catalogue.keys())) == [], RENEW
    assert sorted(map(str, catalogue.keys() - extracted.keys())) == [], RENEW
    assert len(extracted) > 600


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_message_is_translated_with_its_placeholders(language: str) -> None:
    assert [fault for message in messages_of(read_catalogue(language)).values() for fault in faults(message)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    with catalogue_path(language).with_suffix(".mo").open("rb") as file:
        compiled: dict[Any, str] = dict(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]
    written: dict[Any, Any] = {}
    for message in messages_of(read_catalogue(language)).values():
        context = f"{message.context}\x04" if message.context else ""
        if isinstance(message.id, tuple):
            written.update(
                {(context + message.id[0], number): text for number, text in enumerate(texts_of(message.string))}
            )
        else:
            written[context + str(message.id)] = message.string

    assert {key: text for key, text in compiled.items() if key} == written, RENEW


@pytest.mark.parametrize(
    ("original", "translation", "expected"),
    [
        ("%(count)s of %(most)s", "%(count)s sur %(most)s", []),
        ("%(count)s of %(most)s", "%(count)s sur %(mots)s", ["placeholders differ: '%(count)s sur %(mots)s'"]),
        ("Set <code>X</code>", "Mettre X", ["placeholders differ: 'Mettre X'"]),
        ("Headline", "", ["not translated: 'Headline'"]),
        (
            ("%(n)d day", "%(n)d days"),
            ("%(n)d jour", "%(n)d jours", ""),
            ["not translated: ('%(n)d day', '%(n)d days')"],
        ),
        (("%(n)d day", "%(n)d days"), ("%(n)d jour", "jours", "%(n)d jours"), ["placeholders differ: 'jours'"]),
    ],
)
def test_a_fault_of_a_translation_is_found(original: Any, translation: Any, expected: list[str]) -> None:
    catalogue = Catalog(locale="fr")

    assert faults(catalogue.add(original, translation)) == expected


def test_a_text_that_is_not_certain_is_a_fault() -> None:
    assert faults(Catalog(locale="fr").add("Headline", "Titre", flags=["fuzzy"])) == ["not translated: 'Headline'"]


@pytest.mark.parametrize(
    ("language", "headline", "pages"),
    [
        ("en", "Headline", "2 pages have been published."),
        ("fr", "Titre", "2 pages ont été publiées."),
        ("es", "Titular", "Se han publicado 2 páginas."),
    ],
)
def test_django_reads_the_catalogues(language: str, headline: str, pages: str) -> None:
    with override(language):
        several = ngettext("%(count)s page has been published.", "%(count)s pages have been published.", 2)

        assert (translated("Headline"), several % {"count": 2}) == (headline, pages)


@pytest.mark.parametrize(
    ("language", "guide", "headline"),
    [
        ("en", "Guide for editors", "Headline"),
        ("fr", "Guide de la rédaction", "Titre"),
        ("es", "Guía de la redacción", "Titular"),
    ],
)
@override_settings(DOCS_URL="https://docs.example.org")
def test_the_admin_speaks_the_language_of_its_user(
    index: NewsIndexPage, language: str, guide: str, headline: str
) -> None:
    user = make_user("Editors")
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})

    client = log_in(user)

    # The menu is JSON, which spells letters with accents by their numbers.
    assert json.dumps(guide) in client.get("/admin/").content.decode()
    form = client.get(f"/admin/pages/add/news/articlepage/{index.pk}/").content.decode()
    assert f"{headline}*" in form


def test_scripts_take_their_texts_from_the_page() -> None:
    """There is no catalogue for scripts, so that what one marks by gettext itself stays English."""
    folders = [ROOT / package for package in PACKAGES]
    scripts = [path for folder in folders for path in folder.rglob("static/**/*.js")]

    assert [path.name for path in scripts if "gettext" in path.read_text()] == []
    assert "draft_backup.js" in {path.name for path in scripts}


@pytest.mark.parametrize(
    ("language", "restore"),
    [("en", "Restore these words"), ("fr", "Rétablir ces mots"), ("es", "Recuperar estas palabras")],
)
def test_the_script_that_keeps_words_speaks_the_language_of_its_user(
    index: NewsIndexPage, language: str, restore: str
) -> None:
    user = make_user("Editors")
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})

    form = log_in(user).get(f"/admin/pages/add/news/articlepage/{index.pk}/").content.decode()
    holder = re.search(r"<div hidden\s+(data-draft-backup-user=[^>]*)>", form)
    script = (ROOT / "cms" / "editing" / "static" / "editing" / "draft_backup.js").read_text()

    assert holder is not None
    assert f'data-restore-text="{restore}"' in holder[1]
    names = {re.sub("-(.)", lambda found: found[1].upper(), name) for name in re.findall(r"data-([\w-]+)=", holder[1])}
    assert set(re.findall(r"\btexts\.(\w+)", script)) == names


def test_the_admin_offers_the_languages_that_are_translated(index: NewsIndexPage) -> None:
    form = log_in(make_user("Editors")).get("/admin/account/").content.decode()
    select = form.partition('name="locale-preferred_language"')[2].partition("</select>")[0]

    offered = [code for code in ("de", "en", "es", "fr", "it") if f'<option value="{code}"' in select]
    assert offered == ["en", "es", "fr"]
