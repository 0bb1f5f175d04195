"""Message catalogues of the admin: `make messages` writes what is to be translated into locale/, and compiles it.

Babel reads the sources, so that GNU gettext need not be installed. Templates are turned into calls of gettext by
Django, as its `makemessages` does.
"""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("cms", "demo", "news", "search")
LANGUAGES = ("es", "fr")
# The same in every run, so that a catalogue changes with its messages alone.
WRITTEN = datetime(2026, 11, 28, tzinfo=UTC)
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|</?\w+>|https?://\S*\w|\b[A-Z]+_[A-Z_]+\b")


def catalogue_path(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def sources() -> Iterator[Path]:
    """The modules and templates whose texts are translated."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and not {"migrations", "node_modules"} & set(path.parts):
                yield path


def python_source(path: Path) -> bytes:
    """The source of a module, or a template as calls of gettext, each line without its indentation."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text.encode()
    if "{%" not in text:
        return b""
    return "\n".join(line.strip() for line in templatize(text).splitlines()).encode()


def extract_messages() -> Catalog:
    """The template of the catalogues: every message of the sources, with the files that hold it."""
    template = Catalog()
    for path in sources():
        place = path.relative_to(ROOT).as_posix()
        for line, message, _comments, context in extract("python", io.BytesIO(python_source(path)), keywords=KEYWORDS):
            template.add(message, None, [(place, line)], context=context)
    return template


def read_catalogue(language: str) -> Catalog:
    path = catalogue_path(language)
    if path.is_file():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
    else:
        catalogue = Catalog(
            locale=language,
            header_comment=f"# The admin's texts, {language}. `make messages` brings this file up to date.",
            project="Dateline",
            version=" ",
            fuzzy=False,
        )
    catalogue.creation_date = catalogue.revision_date = WRITTEN
    return catalogue


def messages_of(catalogue: Catalog) -> dict[tuple[str | None, object], Message]:
    """The messages by context and text, without the header."""
    return {(message.context, message.id): message for message in catalogue if message.id}


def compiled(catalogue: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def texts_of(forms: Any) -> tuple[str, ...]:
    """The singular and plural forms of a message, or its one form."""
    return tuple(forms) if isinstance(forms, tuple | list) else (forms,)


def faults(message: Message) -> list[str]:
    """What is wrong with a message: not translated, uncertain, or without a placeholder of its original."""
    originals, translations = texts_of(message.id), texts_of(message.string)
    if message.fuzzy or not all(translations):
        return [f"not translated: {message.id!r}"]
    allowed = [sorted(PLACEHOLDER.findall(original)) for original in originals]
    return [
        f"placeholders differ: {translation!r}"
        for translation in translations
        if sorted(PLACEHOLDER.findall(translation)) not in allowed
    ]


def write_catalogue(language: str, template: Catalog) -> list[str]:
    """Bring a catalogue up to date and compile it; return its faults."""
    catalogue = read_catalogue(language)
    catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    catalogue.creation_date = catalogue.revision_date = WRITTEN
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=119, sort_by_file=True, include_lineno=False, omit_header=False)
    with path.with_suffix(".mo").open("wb") as file:
        file.write(compiled(read_catalogue(language)))
    return [fault for message in messages_of(catalogue).values() for fault in faults(message)]


if __name__ == "__main__":
    found = extract_messages()
    for code in LANGUAGES:
        wrong = write_catalogue(code, found)
        print(f"{code}: {len(messages_of(found))} messages", *wrong, sep="\n  ")  # noqa: T201  # a command's output
