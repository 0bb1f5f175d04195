"""The command `purge_cdn`: purges given tags from the CDN, or sends the pending purges."""

import argparse
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from wagtail.contrib.frontend_cache.utils import get_backends

from cms.cdn.backends import PurgeFailed, purge
from cms.cdn.models import Purge
from cms.cdn.purge_outbox import send_pending_purges
from cms.performance.response_cache.cache_tags import EVERYTHING


class Command(BaseCommand):
    """Sends the pending purges; with options, which are for operators, purges given tags or everything."""

    help = (
        "Send the pending purges to the CDN, such as those that a crash left behind. "
        "With --tag or --all: tells it at once to drop what carries these tags, or every answer and picture."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--all", action="store_true", help="Drop every answer and every picture.")
        what.add_argument(
            "--tag",
            action="append",
            default=[],
            metavar="TAG",
            help="Drop what carries this tag, for example page:12 or list:article; may be given more than once.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be done.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Purge the CDN, or print what would be purged.

        Raises:
            CommandError: when there is no CDN, a tag is malformed or the CDN fails.
        """
        if not settings.WAGTAILFRONTENDCACHE:
            raise CommandError("There is no CDN: set the environment variable CDN.")
        if any(not tag or any(sign.isspace() or sign == "," for sign in tag) for tag in options["tag"]):
            raise CommandError("A tag has no spaces and no commas.")
        tags = [EVERYTHING] if options["all"] else options["tag"]
        begun = "Would drop" if options["dry_run"] else "Dropped"
        if tags:
            if not options["dry_run"]:
                self._purge(tags)
            self.stdout.write(f"{begun}: {' '.join(tags)}")
        elif options["dry_run"]:
            pending = Purge.objects.all()
            found = sorted({tag for one in pending for tag in one.tags})
            self.stdout.write(
                f"{len(pending):,} commits are pending for {' and '.join(get_backends())}: {' '.join(found)}"
            )
        else:
            done: int = send_pending_purges.call()
            if options["verbosity"] > 1 or Purge.objects.filter(attempts__gt=0).exists():
                self.stdout.write(f"Purged for {done:,} commits; {Purge.objects.count():,} will be tried again.")

    def _purge(self, tags: list[str]) -> None:
        try:
            purge(tags)
        except PurgeFailed as error:
            raise CommandError(f"The CDN did not do it. {error}") from None
