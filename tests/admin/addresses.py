"""Every address under /admin/, with rows of a section in the place of its arguments."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize
from wagtail.admin.views.bulk_action.registry import bulk_action_registry

ADMIN = "admin/"
CATCH_ALL = "/"
"""What is left of the pattern that answers for what no other does."""

ROWS: Mapping[str, str] = {
    "page_id": "page",
    "parent_page_id": "listing",
    "page_to_move_id": "page",
    "destination_id": "listing",
    "page_pk": "listing",
    "image_id": "image",
    "document_id": "document",
    "doc_id": "document",
    "collection_id": "collection",
    "redirect_id": "redirect",
    "revision_id": "revision",
    "workflow_state_id": "workflow state",
    "task_state_id": "task state",
    "task_id": "task",
    "workflow_pk": "workflow",
    "session_id": "editing session",
}
"""Which row an argument of this name stands for, wherever it stands."""

ROWS_BELOW: Mapping[str, str] = {
    "access-tokens/": "token",
    "article-chooser/": "page",
    "bulk/accounts/user/": "user",
    "bulk/images/creditedimage/": "image",
    "bulk/news/author/": "author",
    "bulk/news/category/": "category",
    "bulk/search/blockedwords/": "blocked words",
    "bulk/search/promotion/": "promotion",
    "bulk/search/synonymset/": "synonyms",
    "bulk/wagtailcore/page/": "page",
    "bulk/wagtaildocs/document/": "document",
    "choose-page/": "page",
    "api/main/documents/": "document",
    "api/main/images/": "image",
    "api/main/pages/": "page",
    "collections/": "collection",
    "desk/planning/": "planning note",
    "documents/chooser/": "document",
    "documents/multiple/": "uploaded document",
    "editing-sessions/ping/wagtailcore/page/": "page",
    "editing-sessions/ping/news/author/": "author",
    "files/": "file",
    "groups/": "group",
    "images/chooser/": "image",
    "images/multiple/": "uploaded image",
    "locales/": "locale",
    "login-locks/": "login lock",
    "pages/": "page",
    "reports/searches/": "past query",
    "reports/tasks/": "task result",
    "reports/webhooks/": "webhook delivery",
    "settings/": "site",
    "sites/": "site",
    "snippets/choose/news/author/": "author",
    "snippets/choose/news/category/": "category",
    "snippets/choose/search/blockedwords/": "blocked words",
    "snippets/choose/search/promotion/": "promotion",
    "snippets/choose/search/synonymset/": "synonyms",
    "snippets/news/author/": "author",
    "snippets/news/category/": "category",
    "snippets/search/blockedwords/": "blocked words",
    "snippets/search/promotion/": "promotion",
    "snippets/search/synonymset/": "synonyms",
    "translation/submit/snippet/": "category",
    "trusted-documents/": "trusted document",
    "users/": "user",
    "webhooks/": "webhook",
    "workflows/tasks/": "task",
    "workflows/": "workflow",
}
"""Which row `pk` and the like stand for below a path; the first path that fits counts."""

ROWS_AT: Mapping[str, Mapping[str, str]] = {
    "pages/<page_id>/convert_alias/": {"page_id": "alias"},
    "pages/<page_id>/revisions/<revision_id>/unschedule/": {"page_id": "scheduled", "revision_id": "schedule"},
    "pages/<page_id>/unpublish/": {"page_id": "embargoed"},
    "snippets/news/author/history/<pk>/revisions/<revision_id>/revert/": {"revision_id": "author revision"},
    "snippets/news/author/history/<pk>/revisions/<revision_id>/unschedule/": {"revision_id": "author revision"},
}
"""Which rows a single address asks for where others would not do."""

LITERALS: Mapping[str, list[dict[str, str]]] = {
    "api/main/pages/<pk>/action/": [{"action_name": "publish"}],
    "articles/undo/": [{"uuid": "1f0ad8a0-0000-4000-8000-000000000000"}],
    "editing-sessions/ping/": [
        {"app_label": "wagtailcore", "model_name": "page"},
        {"app_label": "news", "model_name": "author"},
    ],
    "pages/<pk>/revisions/compare/": [{"revision_id_a": "earliest", "revision_id_b": "latest"}],
    "pages/add/": [{"content_type_app_name": "news", "content_type_model_name": "articlepage"}],
    "pages/create/": [{"app_label": "news", "model_name": "articlepage"}],
    "pages/usage/": [{"content_type_app_name": "news", "content_type_model_name": "articlepage"}],
    "pages/workflow/": [{"action_name": "approve"}],
    "password_reset/confirm/": [{"uidb64": "MQ", "token": "set-password"}],
    "settings/": [
        {"app_name": "news", "model_name": "menus"},
        {"app_name": "news", "model_name": "sitesettings"},
        {"app_name": "search", "model_name": "searchsettings"},
    ],
    "snippets/news/author/history/": [{"revision_id_a": "earliest", "revision_id_b": "latest"}],
    "tag-autocomplete/": [{"app_name": "taggit", "model_name": "tag"}],
    "translation/submit/snippet/": [{"app_label": "news", "model_name": "category"}],
    "workflows/tasks/add/": [{"app_label": "wagtailcore", "model_name": "groupapprovaltask"}],
    "images/<image_id>/preview/": [{"filter_spec": "original"}],
}
"""What arguments that name no row are, below a path: one dictionary for each variant of the address."""


@dataclass(frozen=True)
class Route:
    """An address as the resolver knows it, some of whose arguments may be filled.

    Attributes:
        form: the path below /admin/ with a %(name)s for each argument.
        names: of its arguments.
    """

    form: str
    names: tuple[str, ...]

    def __str__(self) -> str:
        return self.form % {name: f"<{name}>" for name in self.names}

    def path(self, rows: Mapping[str, Any]) -> str:
        """Return the path that leads to rows.

        Raises:
            LookupError: when it is not known which row an argument stands for.
        """
        path = self.form % {name: rows[self._row(name)].pk for name in self.names}
        return f"/{ADMIN}{path}" + (f"?id={rows[self._row('pk')].pk}" if self.takes_ids else "")

    def crossed_paths(self, rows: Mapping[str, Any], others: Mapping[str, Any]) -> list[str]:
        """Return the paths to rows one of which is another's, such as the revision of a page that is not its own."""
        keys = [self._row(name) for name in self.names if self._row(name) in others]
        return [self.path({**rows, key: others[key]}) for key in keys] if len(keys) > 1 else []

    @property
    def leads_to_rows(self) -> bool:
        """Whether the address or its query names rows."""
        return bool(self.names) or self.takes_ids

    @property
    def takes_ids(self) -> bool:
        """Whether the query names the rows."""
        return self.form.startswith("bulk/") or self.form.endswith("/chosen-multiple/")

    def _row(self, name: str) -> str:
        path = str(self)
        if name in ROWS_AT.get(path, {}):
            return ROWS_AT[path][name]
        if name in ROWS:
            return ROWS[name]
        if name in ("pk", "object_id", "uploaded_file_id", "name"):
            for prefix, row in ROWS_BELOW.items():
                if path.startswith(prefix):
                    return row
        raise LookupError(f"Teach tests/admin/addresses.py how to fill <{name}> in /admin/{path}.")


def routes() -> list[Route]:
    """Return the addresses under /admin/, each once, in the order in which the resolver asks them."""
    found = dict.fromkeys(route for route in _walk(get_resolver(), "", ()))
    below = [Route(route.form.removeprefix(ADMIN), route.names) for route in found if route.form.startswith(ADMIN)]
    return [variant for route in below if route.form != CATCH_ALL for variant in _variants(route)]


def _walk(resolver: URLResolver, form: str, names: tuple[str, ...]) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        [(part, arguments), *_others] = normalize(pattern.pattern.regex.pattern)
        if isinstance(pattern, URLPattern):
            yield Route(form + part, (*names, *arguments))
        else:
            yield from _walk(pattern, form + part, (*names, *arguments))


def _variants(route: Route) -> list[Route]:
    """Return a route with all its literal arguments filled, in each way that is worth a request."""
    for prefix, choices in LITERALS.items():
        fitting = [choice for choice in choices if set(choice) & set(route.names)]
        if str(route).startswith(prefix) and fitting:
            return [_filled(route, choice) for choice in fitting]
    if route.form.startswith("bulk/"):
        return [_filled(route, choice) for choice in _bulk_actions()]
    return [route]


def _filled(route: Route, values: Mapping[str, str]) -> Route:
    names = tuple(name for name in route.names if name not in values)
    return Route(route.form % {**{name: f"%({name})s" for name in names}, **values}, names)


def _bulk_actions() -> Iterator[dict[str, str]]:
    bulk_action_registry._scan_for_bulk_actions()
    for app, models in bulk_action_registry.actions.items():
        for model, actions in models.items():
            for action in actions:
                yield {"app_label": app, "model_name": model, "action": action}
