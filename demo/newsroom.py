"""The demo newsroom while it is seeded: its languages, front pages, authors, categories, settings and menus."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    GroupApprovalTask,
    Locale,
    Page,
    ReferenceIndex,
    Revision,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from demo.bodies import Shelf, stored_blocks, stored_list
from demo.calendar import Calendar
from news.editions import record_edition
from news.models import ArticlePage, Author, AuthorText, Category, HomePage, Menus, NewsIndexPage, SiteSettings

OWN_LANGUAGE = "en"
OPENING_DAY = 430
"""How many days ago the newsroom went online: a fortnight before its oldest article."""


@dataclass
class Newsroom:
    """Creates everything except articles, and holds it by the names that the demo's texts use.

    Attributes:
        about: the content of newsroom.toml.
        shelf: primary keys of what has been created.
    """

    about: dict[str, Any]
    calendar: Calendar
    shelf: Shelf = field(default_factory=Shelf)
    locales: dict[str, Locale] = field(default_factory=dict)
    homes: dict[str, HomePage] = field(default_factory=dict)
    listings: dict[str, NewsIndexPage] = field(default_factory=dict)
    categories: dict[tuple[str, str], Category] = field(default_factory=dict)
    authors: dict[str, Author] = field(default_factory=dict)

    def add_languages(self) -> None:
        """Create the locales of the demo's languages that are among WAGTAIL_CONTENT_LANGUAGES."""
        offered = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
        for code in self.about["home"]:
            if code in offered:
                self.locales[code], _created = Locale.objects.get_or_create(language_code=code)

    def add_categories(self) -> None:
        """Make the categories of each language, joined as translations of one another."""
        for row in self.about["categories"]:
            own = None
            for code, locale in self.locales.items():
                category = Category(locale=locale, **{"slug": row["slug"], **row[code]})
                if own is not None:
                    category.translation_key = own.translation_key
                category.save()
                own = own or category
                self.categories[code, row["slug"]] = category

    def add_authors(self) -> None:
        """Make the authors, with their texts in each language; each has a portrait of the same name."""
        for row in self.about["authors"]:
            portrait = self.shelf.pictures[row["slug"]]
            own = {name: value for name, value in row.items() if isinstance(value, str)}
            author: Any = Author(portrait_id=portrait, **own)
            author.texts = [
                AuthorText(locale=locale, **row[code]) for code, locale in self.locales.items() if code in row
            ]
            author.save()
            self.authors[row["slug"]] = author

    def add_front_pages(self) -> None:
        """Create a home page and a news listing per language, and delete the home page of a new installation."""
        root = Page.get_first_root_node()
        fresh = root.get_children().filter(slug="home").first()
        if fresh is not None:
            fresh.slug = "fresh"
            fresh.save()
        opening = self.calendar.moment(OPENING_DAY, "06:00")
        for code, locale in self.locales.items():
            home = HomePage(title=self.about["home"][code], locale=locale, live=False, slug="home")
            listing = NewsIndexPage(**self.about["news"][code], locale=locale, live=False)
            if code != OWN_LANGUAGE:
                home.slug = f"home-{code}"
                home.translation_key = self.homes[OWN_LANGUAGE].translation_key
                listing.translation_key = self.listings[OWN_LANGUAGE].translation_key
            root.add_child(instance=home)
            home.add_child(instance=listing)
            publish(home, opening)
            publish(listing, opening)
            self.homes[code], self.listings[code] = home, listing
            self.shelf.pages.update({code: home.pk, listing.slug: listing.pk})
        site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
        site.root_page, site.site_name = self.homes[OWN_LANGUAGE], self.about["site_name"]
        site.save()
        if fresh is not None:
            fresh.delete()

    def add_sections(self) -> None:
        """Fill the curated sections of each language's home page."""
        for code, home in self.homes.items():
            sections = [
                {
                    "heading": row["heading"],
                    "link": self.shelf.pages[row["link"]] if "link" in row else None,
                    "articles": stored_list(f"{code}/{place}", [self.shelf.pages[slug] for slug in row["articles"]]),
                }
                for place, row in enumerate(self.about["sections"][code])
            ]
            home.refresh_from_db()
            home.sections = json.dumps(stored_blocks(f"sections/{code}", [("section", row) for row in sections]))
            publish(home, self.calendar.moment(1, "09:00"))

    def add_site_settings(self) -> None:
        """Save the site's settings and menus."""
        site = Site.objects.get(is_default_site=True)
        links = [("link", url) for url in self.about["social_links"]]
        marks = SiteSettings.for_site(site)
        marks.organisation, marks.strapline = self.about["organisation"], self.about["strapline"]
        marks.logo_id = self.shelf.pictures[self.about["logo"]]
        marks.social_image_id = self.shelf.pictures[self.about["social_image"]]
        marks.social_links = json.dumps(stored_blocks("social-links", links))
        marks.save()
        menus = Menus.for_site(site)
        menus.main, menus.footer = self._menu("main"), self._menu("footer")
        menus.save()

    def _menu(self, slot: str) -> str:
        entries = []
        for place, row in enumerate(self.about["menus"][slot]):
            links = [self._menu_link(child) for child in row.get("children", [])]
            children = stored_list(f"{slot}/{place}", links)
            entry = {**self._menu_link(row), "locale": row.get("locale", ""), "children": children}
            entries.append(("item", entry))
        return json.dumps(stored_blocks(f"menu/{slot}", entries))

    def _menu_link(self, row: dict[str, Any]) -> dict[str, Any]:
        page = self.shelf.pages[row["page"]] if "page" in row else None
        return {"label": row.get("label", ""), "page": page, "url": row.get("url", "")}


def publish(page: Page, moment: datetime) -> None:
    """Save a page as published at a moment in the past, with a revision and an edition of that time.

    Wagtail's own publishing sets the present time, and its signals would send webhooks and purges for each page.
    """
    page.live = True
    page.first_published_at = page.first_published_at or moment
    page.last_published_at = moment
    page.has_unpublished_changes = False
    page.save()
    revision = page.save_revision(changed=False)
    Revision.objects.filter(pk=revision.pk).update(created_at=moment)
    Page.objects.filter(pk=page.pk).update(live_revision=revision, latest_revision_created_at=moment)
    if isinstance(page, ArticlePage):
        record_edition(page, revision)


def note_references(newsroom: Newsroom) -> None:
    """Fill Wagtail's reference index once at the end, instead of with every save."""
    pages = Page.objects.filter(pk__in=newsroom.shelf.pages.values()).specific()
    for thing in [*pages, *newsroom.authors.values(), *SiteSettings.objects.all(), *Menus.objects.all()]:
        ReferenceIndex.create_or_update_for_object(thing)


def add_review(listings: Iterable[Page]) -> Workflow:
    """Create a workflow for some listings: approval by Moderators, then by Legal, a group without page permissions."""
    legal, _created = Group.objects.get_or_create(name="Legal")
    legal.permissions.add(Permission.objects.get(codename="access_admin"))
    workflow = Workflow.objects.create(name="Desk and legal review")
    for place, (name, group) in enumerate([("Desk", "Moderators"), ("Legal", "Legal")]):
        task = GroupApprovalTask.objects.create(name=name)
        task.groups.set(Group.objects.filter(name=group))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=place)
    for listing in listings:
        WorkflowPage.objects.create(workflow=workflow, page=listing)
    return workflow
