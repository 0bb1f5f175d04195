"""The choice of the reader of a file."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from news.importing.files.archive import ExportReader
from news.importing.files.columns import IMPORT_COLUMNS
from news.importing.files.encodings import checked_encoding, misread
from news.importing.files.folders import files_in, unpacked
from news.importing.files.formats.feeds import FeedReader
from news.importing.files.formats.ghost import GhostReader
from news.importing.files.formats.listings import LinesReader, ListingReader
from news.importing.files.formats.newsml import NewsMLReader
from news.importing.files.formats.ninjs import NinjsReader
from news.importing.files.formats.sites.markdown import MarkdownReader
from news.importing.files.formats.tables import TableReader
from news.importing.files.formats.wordpress import WordPressReader
from news.importing.files.heads import file_head
from news.importing.files.markup import without_html
from news.importing.files.reading import FileHead, RawRow, Reader, ReadOptions
from news.importing.files.unsupported import describe_file, is_office
from news.importing.problems import ImportRefused

MAX_FILES_LOOKED_AT = 100
"""Files of a folder that are examined to recognise its format."""

# The first reader that recognises a file is used, so specific formats come before general ones.
READERS: tuple[Reader, ...] = (
    ExportReader(),
    WordPressReader(),
    FeedReader(),
    NewsMLReader(),
    MarkdownReader(),
    GhostReader(),
    LinesReader(),
    NinjsReader(),
    ListingReader(),
    TableReader(),
)
NO_OPTIONS = ReadOptions()


def read_rows(path: Path, options: ReadOptions = NO_OPTIONS) -> Iterator[RawRow]:
    """Yield the rows of a file by the reader that the options name, or else the one that recognises it.

    Raises:
        ImportRefused: the file is unreadable, of another format, or has no articles.
    """
    try:
        reader = reader_for(path, options)
        empty = True
        for row in reader.rows(path, options):
            empty = False
            yield without_html(row) if reader.takes_columns else row
    except UnicodeDecodeError:
        raise misread(path, options) from None
    except OSError as error:
        raise ImportRefused(f"{path} cannot be read: {error.strerror or error}.") from None
    if empty:
        raise ImportRefused(f"{path.name} holds no articles.")


def reader_for(path: Path, options: ReadOptions = NO_OPTIONS) -> Reader:
    """Return the reader of a file.

    Raises:
        ImportRefused: there is no such reader, none recognises the file, or an option does not apply to it.
        OSError: the file cannot be opened.
    """
    checked_encoding(options.encoding)
    if not path.exists():
        raise ImportRefused(f"There is no file {path}.")
    if path.is_file() and not path.stat().st_size:
        raise ImportRefused(f"{path.name} is empty.")
    if unknown := options.renamed.values() - IMPORT_COLUMNS.keys():
        raise ImportRefused(f"--map: there is no column `{min(unknown)}`. Columns: {', '.join(IMPORT_COLUMNS)}.")
    reader = _named(options.format) if options.format else _recognising(file_head(path, options))
    if path.is_dir() and not reader.endings:
        raise ImportRefused(f"{path.name} is a folder, but {reader.label} comes as a file.")
    if (options.renamed or options.ignore_unknown) and not reader.takes_columns:
        option = "--map" if options.renamed else "--ignore-unknown"
        raise ImportRefused(f"{option} is for files that name their columns; {path.name} is {reader.label}.")
    return reader


def _named(name: str) -> Reader:
    found = next((reader for reader in READERS if reader.name == name), None)
    if found is None:
        names = ", ".join(reader.name for reader in READERS)
        raise ImportRefused(f"There is no format “{name}”. Formats: {names}.")
    return found


@contextmanager
def opened(path: Path, options: ReadOptions) -> Iterator[Path]:
    """Give a file or folder to be read, by `read_rows` and for its pictures: of an archive the folder that it holds.

    Raises:
        ImportRefused: the archive is damaged or hostile.
    """
    endings = tuple(ending for reader in READERS for ending in reader.endings)
    head = file_head(path, options) if path.is_file() else FileHead(path)
    if any(name.lower().endswith(endings) for name in head.members) and not is_office(head):
        with unpacked(path) as folder:
            yield folder
    else:
        yield path


def _recognising(head: FileHead) -> Reader:
    path = head.path
    if path.is_dir():
        return _recognising_folder(path)
    if found := next((reader for reader in READERS if reader.recognises(head)), None):
        return found
    labels = ", ".join(reader.label for reader in READERS)
    known = f"Formats: {labels}; --format names one where the file does not tell."
    if kind := describe_file(head):
        raise ImportRefused(f"{path.name} is {kind}. {known}")
    raise ImportRefused(f"{path.name} is of no known format. {known}")


def _recognising_folder(path: Path) -> Reader:
    """Return the reader that recognises a file of a folder, one of the first ones."""
    for reader in READERS:
        for file, _name in islice(files_in(path, reader.endings), MAX_FILES_LOOKED_AT if reader.endings else 0):
            if reader.recognises(file_head(file, NO_OPTIONS)):
                return reader
    labels = ", ".join(reader.label for reader in READERS if reader.endings)
    raise ImportRefused(
        f"{path.name} holds no files of a format that a folder or archive may have: {labels}. "
        "Give files of other formats one by one."
    )
