"""Removes the metadata of documents that were stored with them."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm
from wagtail.documents import get_document_model

from cms.documents.metadata import DocumentFileError
from cms.documents.stored_files import remove_stored_metadata


class Command(BaseCommand):
    """Store the files anew that have metadata, and name those that cannot be."""

    help = (
        "Removes author, software, dates and other metadata of PDF and Office files that were stored before "
        "uploads lost theirs. May be run again; addresses of documents stay."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the option to look only."""
        parser.add_argument("--dry-run", action="store_true", help="count what would be stored anew; change nothing")

    def handle(self, *args: Any, dry_run: bool, verbosity: int, **options: Any) -> None:
        """Go through all documents.

        Raises:
            CommandError: some files could not be read, or their metadata not removed.
        """
        documents = get_document_model().objects.order_by("pk")
        changed = failed = 0
        bar = tqdm(
            documents.iterator(),
            desc="Documents",
            total=documents.count(),
            unit="",
            leave=False,
            file=sys.stderr,
            disable=None if verbosity else True,
        )
        for document in bar:
            try:
                changed += remove_stored_metadata(document.pk, dry_run=dry_run)
            except (DocumentFileError, OSError) as error:
                failed += 1
                reason = error.messages[0] if isinstance(error, DocumentFileError) else "The file cannot be read."
                self.stderr.write(f"Document {document.pk}, {document.filename}: {reason}")
        verb = "Would store" if dry_run else "Stored"
        self.stdout.write(f"{verb} {changed} files without their metadata.")
        if failed:
            raise CommandError(f"{failed} files are as they were. Replace them, then run this again.")
