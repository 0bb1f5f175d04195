"""Fills an empty database with the demo newsroom."""

from __future__ import annotations

import logging
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from tqdm import tqdm
from wagtail.models import Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.images.models import CreditedImage
from demo import articles, content
from demo.bulk import Press
from demo.calendar import Calendar
from demo.library import Library
from demo.newsroom import OPENING_DAY, OWN_LANGUAGE, Newsroom, add_review, note_references
from news.models import ArticlePage, Author, Category, StandardPage

T = TypeVar("T")


class Command(BaseCommand):
    """Creates an invented news agency, as content for a new development server.

    Attributes:
        quiet: whether to print neither progress nor result.
    """

    quiet = False

    help = "Fills an empty database with an invented news agency that writes in three languages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--articles",
            type=int,
            metavar="N",
            help="how many articles to have in English; those beyond the hand-written ones are generated",
        )
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing, and say nothing, when there are pages already"
        )
        parser.add_argument(
            "--picture-width",
            type=int,
            default=1000,
            metavar="PIXELS",
            help="width of the drawn pictures (default: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill the database in one transaction; on failure also delete the files that were written.

        Raises:
            CommandError: when there are pages already, or English is not among LANGUAGES.
        """
        if has_pages():
            if options["if_empty"]:
                return
            raise CommandError(
                "There are pages in this database already, and the demo newsroom would mix with them. "
                "Name an empty database in DATABASE_URL and migrate it, or delete the pages first."
            )
        self.quiet = options["verbosity"] == 0
        if not self.quiet:
            self.stdout.write("Filling the empty database with a demo newsroom. This takes a minute or two.")
        library = Library(options["picture_width"])
        try:
            with quiet_logs(), disable_reference_index_auto_update(), transaction.atomic():
                transaction.on_commit(library.keep)
                newsroom = self.seed(library)
                self.print_more(newsroom, options["articles"] or 0)
        except BaseException:
            library.discard()
            raise
        if not self.quiet:
            self.stdout.write(f"The demo newsroom {newsroom.about['organisation']} is ready: {inventory()}.")

    def seed(self, library: Library) -> Newsroom:
        """Create all hand-written content, in an order in which references point to existing rows."""
        today = timezone.localdate()
        newsroom = Newsroom(content.newsroom(), Calendar(today))
        newsroom.add_languages()
        if OWN_LANGUAGE not in newsroom.locales:
            raise CommandError("The demo newsroom's own language is English: add en=English to LANGUAGES.")
        for picture in self.progress("Pictures", content.pictures(today.year)):
            newsroom.shelf.pictures[picture.key] = library.add_picture(picture).pk
        for row in newsroom.about["documents"]:
            newsroom.shelf.documents[row["key"]] = library.add_document(row).pk
        for row in newsroom.about["embeds"]:
            library.add_embed(row)
        newsroom.add_categories()
        newsroom.add_authors()
        newsroom.add_front_pages()
        add_review(newsroom.listings.values())

        texts = [text for text in content.texts() if text.locale in newsroom.locales]
        stories = [story for story in content.stories() if story.locale in newsroom.locales]
        desk = content.desk()
        planned: list[content.Story | content.Text] = [*texts, *stories, *desk]
        for words in planned:
            articles.plant(newsroom, words)
        for text in texts:
            articles.publish_text(newsroom, text)
        for story in self.progress("Articles", stories):
            articles.publish_story(newsroom, story)
        for story in desk:
            articles.leave_on_desk(newsroom, story)
        for note in content.notes():
            articles.plan(newsroom, note)
        newsroom.add_sections()
        newsroom.add_site_settings()
        note_references(newsroom)
        return newsroom

    def print_more(self, newsroom: Newsroom, wanted: int) -> None:
        """Generate articles until there are `wanted` ones in English."""
        count = wanted - sum(story.locale == OWN_LANGUAGE for story in content.stories())
        if count > 0:
            press = Press(newsroom, count, newest=newsroom.calendar.moment(OPENING_DAY, "06:00"))
            with tqdm(total=count, **self.bar("Generated")) as bar:
                for printed in press.run():
                    bar.update(printed)

    def progress(self, label: str, things: Iterable[T]) -> Iterable[T]:
        """Wrap a loop in a progress bar."""
        return tqdm(list(things), **self.bar(label))

    def bar(self, label: str) -> dict[str, Any]:
        """Return the options of a progress bar, which is shown on a terminal only."""
        return {"desc": f"{label:<10}", "disable": True if self.quiet else None, "unit": "", "leave": False}


def has_pages() -> bool:
    """Return whether there are pages other than the unedited ones of a new installation, which have no revision."""
    fresh = Q(slug__in=("home", "news"), latest_revision=None)
    return bool(Page.objects.filter(depth__gt=1).exclude(fresh).exists())


def inventory() -> str:
    """Return in words what the database holds."""
    counts = (
        (ArticlePage, "articles"),
        (Category, "categories"),
        (Author, "authors"),
        (CreditedImage, "pictures"),
        (StandardPage, "other pages"),
    )
    return ", ".join(f"{model._default_manager.count():,} {name}" for model, name in counts)


@contextmanager
def quiet_logs() -> Iterator[None]:
    """Silence the log lines about each page and task, which would break the progress bar."""
    loggers = [logging.getLogger(name) for name in ("django_tasks", "wagtail")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
