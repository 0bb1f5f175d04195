"""Resolvers of sites: names, languages, menus and settings."""

from collections.abc import Mapping
from typing import Any

import graphene
from django.conf import settings
from wagtail.models import Page as WagtailPage
from wagtail.models import Site as WagtailSite

from cms.graphql.content.streamfield import BlockValue
from cms.graphql.context import Context, Info
from cms.graphql.data.page_loaders import pages, pages_by_translation
from cms.graphql.declarations import type_of
from cms.graphql.errors import NotFound
from cms.graphql.schema.connections import listed
from cms.graphql.schema.interfaces import Page
from cms.graphql.schema.text_direction import TextDirectionEnum, text_direction
from news.addresses import FeedLink
from news.feeds.addresses import FeedAddress, site_file_url
from news.menus import MenuItem, MenuSlot
from news.models import Menus
from news.models import SiteSettings as SiteSettingsModel


class Locale(graphene.ObjectType):
    """A language in which a site has pages."""

    code = graphene.String(required=True, description="Language code, e.g. en.")
    name = graphene.String(required=True, description="The language's name in itself, e.g. Français.")
    direction = graphene.Field(TextDirectionEnum, required=True, description="Direction in which it is written.")


class Site(graphene.ObjectType):
    """One of the sites that this newsroom publishes."""

    name = graphene.String(required=True, description="Its name, for <title> and headers.")
    hostname = graphene.String(required=True, description="What to pass as `site` in other fields.")
    root_page = graphene.Field(Page, required=True, description="Its home page, in the site's own language.")
    locales = graphene.Field(lambda: listed(Locale), description="Languages it has pages in, its own first.")
    default_locale = graphene.Field(Locale, required=True, description="The language of pages without a prefix.")
    menu = graphene.Field(
        lambda: listed(MenuItem),
        slot=MenuSlot(required=True, description="Which menu."),
        locale=graphene.String(
            description="Language of the readers; the site's own when left out. An entry whose page is not there in "
            "this language leads to the page that was chosen."
        ),
        description="The entries of a menu that are for readers of all languages or of this one, in the editors' "
        "order.",
    )
    feeds = graphene.Field(
        lambda: listed(FeedLink),
        locale=graphene.String(description="Language code; the site's own language when left out."),
        description="The feeds of its articles in one language, in each format and length. Empty where it has no "
        "pages in it.",
    )
    sitemap_url = graphene.String(
        required=True, description="Absolute URL of the index of its sitemaps, for `Sitemap:` in robots.txt."
    )
    settings = graphene.Field(
        lambda: graphene.NonNull(type_of("news.SiteSettings")), description="Names and marks that editors set."
    )

    @staticmethod
    def resolve_name(site: WagtailSite, info: Info) -> str:
        return str(site.site_name or site.hostname)

    @staticmethod
    def resolve_root_page(site: WagtailSite, info: Info) -> WagtailPage:
        home = info.context.load(pages, site.root_page_id)
        if home is None:
            raise NotFound("This site has no public home page.")
        return home

    @staticmethod
    def resolve_locales(site: WagtailSite, info: Info) -> list[dict[str, Any]]:
        return [_locale(tree.locale) for tree in info.context.visibility.trees if tree.site == site]

    @staticmethod
    def resolve_default_locale(site: WagtailSite, info: Info) -> dict[str, Any]:
        return _locale(info.context.own_locale(site))

    @staticmethod
    def resolve_feeds(site: WagtailSite, info: Info, locale: str | None = None) -> list[FeedAddress]:
        trees = info.context.open_trees(site, locale or info.context.own_locale(site))
        return [feed for tree in trees for feed in FeedAddress(site.hostname, tree.locale).variants()]

    @staticmethod
    def resolve_sitemap_url(site: WagtailSite, info: Info) -> str:
        return site_file_url(site.hostname, "sitemap.xml")

    @staticmethod
    def resolve_settings(site: WagtailSite, info: Info) -> SiteSettingsModel:
        return info.context.load(settings_by_site, site.pk) or SiteSettingsModel(site=site)

    @staticmethod
    def resolve_menu(site: WagtailSite, info: Info, slot: Any, locale: str | None = None) -> list[dict[str, Any]]:
        menus = info.context.load(menus_by_site, site.pk)
        if menus is None:
            return []
        code, own = locale or info.context.own_locale(site), info.context.own_locale(site)
        every = BlockValue.of_stream(getattr(menus, slot.value)).entries()
        entries = [entry for entry in every if _language_of(entry) in ("", code)]
        linking = [*entries, *(below for entry in entries for below in entry.children["children"].entries())]
        info.context.loader(pages).enqueue(entry.children["page"].value for entry in linking)
        linked: list[Any] = [info.context.load(pages, entry.children["page"].value) for entry in linking]
        elsewhere = (page.translation_key for page in linked if page is not None and not _is_in(info, page, code))
        info.context.loader(pages_by_translation).enqueue(elsewhere)
        return [one for entry in entries for one in _visible_entries(info, entry, code, _language_of(entry), own)]


def _language_of(entry: BlockValue) -> str:
    """Return the language code to which a top-level entry is restricted; empty for all languages."""
    return entry.children["locale"].value or ""


def _visible_entries(info: Info, entry: BlockValue, code: str, language: str, own: str) -> list[dict[str, Any]]:
    """Return a menu entry for readers of a language; if its page is hidden, its visible children instead.

    Args:
        info: the resolver's.
        entry: the entry.
        code: the language of the readers.
        language: the language to which the entry is restricted, and in which its labels are; empty for all.
        own: the site's default language.
    """
    parts = entry.children
    page: Any = info.context.load(pages, parts["page"].value)
    below = parts["children"].entries() if "children" in parts else []
    shown = [one for child in below for one in _visible_entries(info, child, code, language, own)]
    if page is None and not parts["url"].value:
        return shown
    label, label_code = parts["label"].value, language or own
    if page is not None:
        here = _in_language(info, page, code)
        if not language and here is not page:
            # The label was written for the chosen page; a translation is labelled with its own title.
            label = ""
        if not (label and language):
            label_code = _code_of(info, here)
        page = here
    return [
        {
            "label": label or (page.title if page is not None else parts["url"].value),
            "locale": label_code,
            "direction": text_direction(label_code),
            "url": info.context.sites.public_tree_of(page).url_of(page) if page is not None else parts["url"].value,
            "page": page,
            "children": shown,
        }
    ]


def _in_language(info: Info, page: Any, locale: str) -> Any:
    if _is_in(info, page, locale):
        return page
    others = info.context.load(pages_by_translation, page.translation_key) or []
    return next((other for other in others if _is_in(info, other, locale)), page)


def _is_in(info: Info, page: Any, locale: str) -> bool:
    return _code_of(info, page) == locale


def _code_of(info: Info, page: Any) -> str:
    tree = info.context.sites.tree_of(page)
    return tree.locale if tree is not None else ""


def _locale(code: str) -> dict[str, Any]:
    name = dict(settings.WAGTAIL_CONTENT_LANGUAGES).get(code, code)
    return {"code": code, "name": name, "direction": text_direction(code)}


def settings_by_site(context: Context, keys: set[int]) -> Mapping[int, SiteSettingsModel]:
    """Load the stored settings by site; unlike Wagtail's `for_site`, this creates no row."""
    return {row.site_id: row for row in SiteSettingsModel.objects.filter(site_id__in=keys)}


def menus_by_site(context: Context, keys: set[int]) -> Mapping[int, Menus]:
    """Load the menus by site."""
    return {row.site_id: row for row in Menus.objects.filter(site_id__in=keys)}
