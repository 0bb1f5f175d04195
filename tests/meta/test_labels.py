"""What editors read is translated: no name, help text or choice is a text that was fixed while Python loaded.

`test_messages.py` sees to it that what is marked for translation has one.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import django_filters
import pytest
from django import forms
from django.apps import apps
from django.template.base import Lexer, TokenType
from django.utils.functional import Promise
from django.views.generic import View
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.admin.panels import get_edit_handler
from wagtail.admin.ui.tables import BaseColumn
from wagtail.admin.viewsets import viewsets
from wagtail.admin.viewsets.base import ViewSet
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.fields import StreamField
from wagtail.models import get_page_models
from wagtail.snippets.models import get_snippet_models

import cms.urls  # noqa: F401  # loads all views

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("cms", "demo", "news", "search")
VIEW_TEXTS = ("add_item_label", "error_message", "header_label", "menu_label", "page_subtitle", "page_title", "title")

Found = Iterator[tuple[str, Any]]
"""Places and the texts at them."""


def is_ours(thing: type) -> bool:
    return thing.__module__.partition(".")[0] in PACKAGES


def subclasses(base: type[Any]) -> Iterator[type[Any]]:
    children: list[type[Any]] = base.__subclasses__()
    for child in children:
        if is_ours(child):
            yield child
        yield from subclasses(child)


def edited_models() -> set[Any]:
    """Return our models that the admin lists, edits or names."""
    found = {*get_page_models(), *get_snippet_models(), *settings_registry}
    found |= {model for viewset in viewsets.viewsets if isinstance(model := getattr(viewset, "model", None), type)}
    found |= {relation.related_model for model in found for relation in get_all_child_relations(model)}
    return {model for model in found if is_ours(model)}


def names_of_models() -> Found:
    for model in edited_models():
        yield f"{model.__name__}", model._meta.verbose_name
        yield f"{model.__name__} (several)", model._meta.verbose_name_plural


def choices_of(model: Any) -> Found:
    for field in model._meta.concrete_fields:
        if is_ours(field.model):
            yield from ((f"{model.__name__}.{field.name}", label) for value, label in field.choices or () if value)


def texts_of_form(form: Any, place: str) -> Found:
    for name, field in form.base_fields.items():
        if field.widget.is_hidden or name == "comment_notifications":  # Wagtail's, which labels it in its template
            continue
        yield f"{place}.{name}", field.label
        yield f"{place}.{name} (help)", field.help_text
    for name, formset in getattr(form, "formsets", {}).items():
        if is_ours(formset.model):
            yield from texts_of_form(formset.form, f"{place}.{name}")


def texts_of_forms() -> Found:
    for model in edited_models():
        yield from choices_of(model)
        if model in (*get_page_models(), *get_snippet_models(), *settings_registry):
            viewset = getattr(model, "snippet_viewset", None)
            handler = (
                (viewset or model).get_edit_handler()
                if viewset or model in get_page_models()
                else get_edit_handler(model)
            )
            yield from texts_of_form(handler.get_form_class(), model.__name__)
            yield from texts_of_panel(handler, model.__name__)
    for form in {*subclasses(forms.BaseForm)}:
        if not issubclass(form, forms.BaseModelForm):
            yield from texts_of_form(form, form.__name__)


def texts_of_panel(panel: Any, place: str) -> Found:
    yield f"{place} (heading)", panel.heading
    yield f"{place} (help)", panel.help_text
    for child in getattr(panel, "children", ()):
        yield from texts_of_panel(child, f"{place}/{getattr(child, 'field_name', '')}")


def texts_of_block(block: Any, place: str) -> Found:
    for name in ("label", "help_text", "description"):
        yield f"{place} ({name})", getattr(block.meta, name, None) or ""
    yield f"{place} (as shown)", block.label
    for name, child in getattr(block, "child_blocks", {}).items():
        yield from texts_of_block(child, f"{place}.{name}")
    if isinstance(block, blocks.ListBlock):
        yield from texts_of_block(block.child_block, f"{place}[]")
    if isinstance(block, blocks.ChoiceBlock):
        choices = block.field.choices
        yield from ((f"{place} (choice)", label) for value, label in choices if value)


def texts_of_blocks() -> Found:
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, StreamField):
                yield from texts_of_block(field.stream_block, f"{model.__name__}.{field.name}")


def texts_of_views() -> Found:
    for view in {*subclasses(View), *subclasses(ViewSet)}:
        yield from ((f"{view.__name__}.{name}", view.__dict__.get(name, "")) for name in VIEW_TEXTS)
        for name in ("columns", "list_display"):
            columns = view.__dict__.get(name, ())
            for column in columns if isinstance(columns, list | tuple) else ():
                if isinstance(column, BaseColumn):
                    yield f"{view.__name__}, column {column.name}", column.label
        for name, heading in view.__dict__.get("export_headings", {}).items():
            yield f"{view.__name__}, heading of {name}", heading
    for filters in subclasses(django_filters.FilterSet):
        for name, one in filters.base_filters.items():
            yield f"{filters.__name__}.{name}", one._label or ""
            choices = one.extra.get("choices", ())
            yield from ((f"{filters.__name__}.{name}", label) for _, label in (() if callable(choices) else choices))


@pytest.mark.parametrize("texts", [names_of_models, texts_of_forms, texts_of_blocks, texts_of_views])
def test_every_text_is_translated_when_it_is_shown(texts: Any) -> None:
    found = [(place, text) for place, text in texts() if text]

    assert [(place, text) for place, text in found if not isinstance(text, Promise)] == []
    assert len(found) > 20


class Untranslated(HTMLParser):
    """The texts of a template that stand outside its translations.

    Attributes:
        found: these texts.
    """

    ATTRIBUTES = ("alt", "aria-description", "aria-label", "label", "placeholder", "title")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._without_words = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._without_words += tag in ("code", "script", "style")
        self.found += [value for name, value in attrs if name in self.ATTRIBUTES and value]

    def handle_endtag(self, tag: str) -> None:
        self._without_words -= tag in ("code", "script", "style")

    def handle_data(self, data: str) -> None:
        self.found += [] if self._without_words else [data]


def untranslated(source: str) -> list[str]:
    """Return the words of a template that stand outside its translations; tags of Django count as none."""
    parser, translations, text = Untranslated(), 0, ""
    for token in Lexer(source).tokenize():
        word = token.contents.split(maxsplit=1)[0] if token.token_type == TokenType.BLOCK else ""
        translations += word in ("blocktranslate", "blocktrans", "comment")
        translations -= word in ("endblocktranslate", "endblocktrans", "endcomment")
        if token.token_type == TokenType.TEXT and not translations:
            text += token.contents
    parser.feed(text)
    words = (" ".join(found.replace("Dateline", "").split()) for found in parser.found)
    return [word for word in words if re.search(r"[^\W\d_]{2}", word)]


BODY_CLASS = "login"
"""Stands in a block of its own, which Wagtail's templates write into an attribute."""

TEMPLATES = [
    path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("templates/**/*.html"))
    if "templates/api/" not in path.as_posix()  # for developers, in English as the documentation is
]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_words_of_a_template_stand_outside_its_translations(path: Path) -> None:
    lines = [line for line in untranslated(path.read_text(encoding="utf-8")) if line != BODY_CLASS]

    assert lines == []


def test_words_outside_translations_are_found() -> None:
    source = '{% load i18n %}<p title="Harbour">{% trans "One" %} two</p>{% blocktrans %}three{% endblocktrans %}'

    assert untranslated(source) == ["Harbour", "two"]
