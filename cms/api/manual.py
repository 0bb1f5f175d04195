"""The documentation in `docs/`, readable from the running server."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


def manual(request: HttpRequest, name: str = "README.md") -> HttpResponse:
    """Show one Markdown file of the documentation.

    Args:
        request: the request.
        name: the file's path below `docs/`.

    Raises:
        Http404: when there is no such file, or it lies elsewhere.
    """
    root = (Path(settings.BASE_DIR) / "docs").resolve()
    file = (root / name).resolve()
    if file.suffix != ".md" or root not in file.parents or not file.is_file():
        raise Http404
    text = file.read_text(encoding="utf-8")
    title = text.lstrip("# ").split("\n", 1)[0]
    return render(request, "api/manual.html", {"title": title, "html": mark_safe(_markdown.render(text))})  # noqa: S308
