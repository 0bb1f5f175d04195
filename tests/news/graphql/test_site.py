"""A site's name, languages, menus, settings and front page."""

from typing import Any

import pytest
from wagtail.models import Site

from news.models import ArticlePage, Menus, NewsIndexPage, SiteSettings
from tests.client import GraphQLClient
from tests.factories import ImageFactory, list_of, make_article, make_page, make_translation, restrict, stored

MENU = """query($slot: MenuSlot!, $locale: String) { site { menu(slot: $slot, locale: $locale) {
  label url page { title } children { label url page { title } children { label } }
} } }"""
ELSEWHERE = "https://weather.example.com/"


def entry(**values: Any) -> dict[str, Any]:
    return {"label": "", "page": None, "url": "", "children": []} | values


def menu(api: GraphQLClient, **variables: Any) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = api.data(MENU, **({"slot": "MAIN"} | variables))["site"]["menu"]
    return entries


def test_names_and_languages(site: Site, index: NewsIndexPage, api: GraphQLClient) -> None:
    make_translation(index, "es")
    query = "{ site { name hostname rootPage { title path } locales { code name } defaultLocale { code name } } }"

    assert api.data(query)["site"] == {
        "name": "The Wire",
        "hostname": "localhost",
        "rootPage": {"title": "The Wire home", "path": "/"},
        "locales": [{"code": "en", "name": "English"}, {"code": "es", "name": "Español"}],
        "defaultLocale": {"code": "en", "name": "English"},
    }

    Site.objects.update(site_name="")
    assert api.data("{ site { name } }") == {"site": {"name": "localhost"}}


def test_settings(site: Site, api: GraphQLClient) -> None:
    query = """{ site { settings {
      organisation strapline logo { title } socialImage { title } socialLinks
    } } }"""
    assert api.data(query)["site"]["settings"] == {
        "organisation": "",
        "strapline": "",
        "logo": None,
        "socialImage": None,
        "socialLinks": [],
    }
    assert SiteSettings.objects.count() == 0, "reading writes nothing"

    links = ["https://social.example.com/wire", "https://video.example.com/wire"]
    SiteSettings.objects.create(
        site=site,
        organisation="Wire Ltd",
        strapline="News from the shore",
        logo=ImageFactory(title="Logo"),
        social_image=ImageFactory(title="Card"),
        social_links=stored(*(("link", link) for link in links)),
    )

    assert api.data(query)["site"]["settings"] == {
        "organisation": "Wire Ltd",
        "strapline": "News from the shore",
        "logo": {"title": "Logo"},
        "socialImage": {"title": "Card"},
        "socialLinks": links,
    }


def test_menus_in_the_editors_order(site: Site, index: NewsIndexPage, api: GraphQLClient) -> None:
    about, team = make_page(site.root_page, title="About", slug="about"), make_page(site.root_page, title="Team")
    Menus.objects.create(
        site=site,
        main=stored(
            ("item", entry(label="Latest", page=index.pk)),
            ("item", entry(page=about.pk, children=list_of(entry(page=team.pk), entry(label="Jobs", url=ELSEWHERE)))),
            ("item", entry(label="Weather", url=ELSEWHERE)),
        ),
        footer=stored(("item", {"page": about.pk})),
    )
    address = "https://www.example.org"

    assert menu(api) == [
        {"label": "Latest", "url": f"{address}/news/", "page": {"title": "News and articles"}, "children": []},
        {
            "label": "About",
            "url": f"{address}/about/",
            "page": {"title": "About"},
            "children": [
                {"label": "Team", "url": f"{address}/{team.slug}/", "page": {"title": "Team"}, "children": []},
                {"label": "Jobs", "url": ELSEWHERE, "page": None, "children": []},
            ],
        },
        {"label": "Weather", "url": ELSEWHERE, "page": None, "children": []},
    ]
    assert [one["label"] for one in menu(api, slot="FOOTER")] == ["About"]


def test_a_site_without_menus_has_empty_ones(site: Site, api: GraphQLClient) -> None:
    assert (menu(api), menu(api, slot="FOOTER")) == ([], [])
    assert Menus.objects.count() == 0, "reading writes nothing"


def test_old_entries_that_lead_nowhere_are_left_out(site: Site, index: NewsIndexPage, api: GraphQLClient) -> None:
    """Forms do not let them through, but pages are deleted and imports are not forms."""
    gone = make_page(site.root_page)
    gone.delete()
    Menus.objects.create(
        site=site,
        main=stored(
            ("item", {}),
            ("item", entry(label="Gone", page=gone.pk)),
            ("item", entry(label="Nothing")),
            ("item", entry(url=ELSEWHERE)),
            ("item", {"label": None, "url": None, "page": index.pk}),
        ),
    )

    assert [(one["label"], one["url"]) for one in menu(api)] == [
        (ELSEWHERE, ELSEWHERE),
        ("News and articles", "https://www.example.org/news/"),
    ]


def test_menus_in_another_language(site: Site, index: NewsIndexPage, api: GraphQLClient) -> None:
    """Pages that are not translated stand in the language they have."""
    french = make_translation(index, "fr", title="Actualités", slug="actualites")
    about = make_page(site.root_page, title="About", slug="about")
    items = [entry(page=index.pk, children=list_of(entry(page=index.pk))), entry(page=about.pk), entry(page=french.pk)]
    Menus.objects.create(site=site, main=stored(*(("item", item) for item in items)))

    labels = {code: [one["label"] for one in menu(api, locale=code)] for code in ("fr", "en", "es", None)}

    assert labels == {
        "fr": ["Actualités", "About", "Actualités"],
        "en": ["News and articles", "About", "News and articles"],
        "es": ["News and articles", "About", "Actualités"],
        None: ["News and articles", "About", "News and articles"],
    }
    assert menu(api, locale="fr")[0]["children"] == [
        {
            "label": "Actualités",
            "url": "https://www.example.org/fr/actualites/",
            "page": {"title": "Actualités"},
            "children": [],
        }
    ]


def test_a_label_stays_in_its_own_language(site: Site, index: NewsIndexPage, api: GraphQLClient) -> None:
    make_translation(index, "ar", title="الأخبار", slug="الأخبار")
    about = make_page(site.root_page, title="About", slug="about")
    items = [
        entry(label="Latest", page=index.pk),
        entry(label="Who we are", page=about.pk),
        entry(label="Weather", url=ELSEWHERE),
    ]
    Menus.objects.create(site=site, main=stored(*(("item", item) for item in items)))

    labels = {code: [one["label"] for one in menu(api, locale=code)] for code in ("en", "ar", "xx")}

    assert labels == {
        "en": ["Latest", "Who we are", "Weather"],
        "ar": ["الأخبار", "Who we are", "Weather"],
        "xx": ["Latest", "Who we are", "Weather"],
    }


def test_front_page_sections_show_no_article_twice(site: Site, index: NewsIndexPage, api: GraphQLClient) -> None:
    one, two, three = (make_article(index, title=title) for title in ("One", "Two", "Three"))
    home = site.root_page.specific
    home.sections = stored(
        ("section", {"heading": "First", "link": index.pk, "articles": list_of(two.pk, one.pk, two.pk)}),
        ("section", {"heading": "Seen", "link": None, "articles": list_of(one.pk)}),
        ("section", {"heading": "Last", "articles": [one.pk, three.pk, None, 999_999]}),
        ("section", {}),
    )
    home.save()

    answer = api.data(
        """{ page(path: "/") { ... on HomePage { sections { heading link { path } articles { title } } } } }"""
    )

    assert answer["page"]["sections"] == [
        {"heading": "First", "link": {"path": "/news/"}, "articles": [{"title": "Two"}, {"title": "One"}]},
        {"heading": "Last", "link": None, "articles": [{"title": "Three"}]},
    ]
    assert ArticlePage.objects.count() == 3


@pytest.mark.parametrize("slot", ["main", "HEADER", '"MAIN"'])
def test_unknown_slots(site: Site, api: GraphQLClient, slot: str) -> None:
    assert api.error(f"{{ site {{ menu(slot: {slot}) {{ label }} }} }}")[0] == "GRAPHQL_VALIDATION_FAILED"


def test_a_public_entry_below_a_hidden_one_takes_its_place(
    site: Site, index: NewsIndexPage, api: GraphQLClient
) -> None:
    about, contact = make_page(site.root_page, title="About", slug="about"), make_page(site.root_page, title="Contact")
    restrict(about)
    Menus.objects.create(
        site=site,
        main=stored(
            ("item", entry(label="Latest", page=index.pk)),
            ("item", entry(page=about.pk, children=list_of(entry(page=about.pk), entry(page=contact.pk)))),
            ("item", entry(label="Weather", url=ELSEWHERE)),
        ),
    )

    assert [one["label"] for one in menu(api)] == ["Latest", "Contact", "Weather"]
