"""Planning notes never leave the admin, and saving one does nothing else."""

from django.core import mail
from django.test import TestCase
from modelcluster.models import get_all_child_relations
from pytest_django import Settings
from wagtail.models import ModelLogEntry, PageLogEntry, ReferenceIndex, Revision, TranslatableMixin
from wagtail.search.index import Indexed
from wagtail.snippets.models import get_snippet_models

from cms.cdn.models import Purge
from cms.graphql.schema.registry import declared_models
from cms.schema import schema
from news.models import ArticlePage, NewsIndexPage, PlanningNote
from search.models import Change, Entry
from tests.client import GraphQLClient
from tests.factories import make_article, make_translation
from tests.news.desk.newsroom import make_note, make_section, make_section_editor
from tests.user_accounts import log_in, make_user

SECRET = "Zugspitze"
FORM = {"title": SECRET, "day": "2026-12-07", "time": "", "text": SECRET, "assignee": ""}
CACHED = {"RESPONSE_CACHE_TTL": 3_600, "WAGTAILFRONTENDCACHE": {"cdn": {"BACKEND": "cms.cdn.backends.Varnish"}}}


def test_the_schema_the_search_and_revisions_do_not_know_them() -> None:
    assert PlanningNote not in declared_models()
    assert [name for name in schema.graphql_schema.type_map if "Planning" in name] == []
    fields = {field for kind in schema.graphql_schema.type_map.values() for field in getattr(kind, "fields", ())}
    assert {field for field in fields if "planning" in field.lower()} == set()
    assert not issubclass(PlanningNote, Indexed | TranslatableMixin)
    assert PlanningNote not in get_snippet_models()
    assert PlanningNote not in [relation.related_model for relation in get_all_child_relations(ArticlePage)]
    assert PlanningNote not in ReferenceIndex.tracked_models


def test_no_copy_alias_translation_or_revision_takes_them_along(index: NewsIndexPage) -> None:
    article = make_article(index)
    make_note(SECRET, article=article, text=SECRET)

    copy = article.copy(update_attrs={"slug": "copy"})
    alias = article.create_alias(update_slug="alias")
    translation = make_translation(article, "fr")
    revision = article.save_revision()

    assert SECRET not in str(revision.content)
    assert PlanningNote.objects.filter(article__in=[copy.pk, alias.pk, translation.pk]).count() == 0
    assert PlanningNote.objects.count() == 1


def test_saving_one_publishes_indexes_and_purges_nothing(index: NewsIndexPage, settings: Settings) -> None:
    for name, value in CACHED.items():
        setattr(settings, name, value)
    article = make_article(index)
    browser = log_in(make_user("Editors"))
    before = ArticlePage.objects.get(pk=article.pk)
    written = (Purge, Change, Entry, Revision, PageLogEntry, ModelLogEntry, ReferenceIndex)
    counts = {model: model._default_manager.count() for model in written}

    with TestCase.captureOnCommitCallbacks(execute=True):
        browser.post("/admin/desk/planning/new/", {**FORM, "article": article.pk})
        note = PlanningNote.objects.get()
        browser.post(f"/admin/desk/planning/edit/{note.pk}/", {**FORM, "article": article.pk, "is_done": "on"})
        browser.post(f"/admin/desk/planning/delete/{note.pk}/")

    assert not PlanningNote.objects.exists()
    assert {model: model._default_manager.count() for model in written} == counts
    after = ArticlePage.objects.get(pk=article.pk)
    assert (after.latest_revision_id, after.last_published_at) == (before.latest_revision_id, before.last_published_at)
    assert mail.outbox == []


def test_no_log_tells_other_sections_of_them(index: NewsIndexPage) -> None:
    sport, culture = make_section(index, "Sport"), make_section(index, "Culture")
    article = make_article(sport)
    log_in(make_section_editor(sport)).post("/admin/desk/planning/new/", {**FORM, "article": article.pk})
    assert PlanningNote.objects.get().article == article
    browser = log_in(make_section_editor(culture))

    for address in ("/admin/reports/site-history/", "/admin/reports/site-history/?export=csv", "/admin/"):
        answer = browser.get(address)
        assert SECRET not in (b"".join(answer) if answer.streaming else answer.content).decode()


def test_the_api_and_its_search_answer_the_same_with_and_without_one(index: NewsIndexPage, api: GraphQLClient) -> None:
    article = make_article(index, title="Harbour reopens", slug="harbour")
    query = (
        '{ page(path: "/news/harbour/") { title ... on ArticlePage { summary tags related { title } } } '
        f'search(query: "{SECRET}") {{ totalCount }} }}'
    )
    before = api.data(query)

    make_note(SECRET, article=article, text=SECRET)

    assert api.data(query) == before
