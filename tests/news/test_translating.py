"""What a new translation of an article starts with."""

from wagtail.models import Locale

from news.models import ArticlePage, NewsIndexPage
from tests.factories import CategoryFactory, make_article, make_translation
from tests.news.article_form import article_form
from tests.people import log_in, make_user


def test_a_translation_takes_the_category_of_its_own_language(index: NewsIndexPage) -> None:
    make_translation(index, "fr")
    french = Locale.objects.get(language_code="fr")
    english_ports = CategoryFactory(name="Ports", slug="ports")
    french_ports = english_ports.copy_for_translation(french)
    french_ports.name, french_ports.slug = "Les ports", "les-ports"
    french_ports.save()
    article = make_article(index, title="Tugs strike", category=english_ports)

    translated = article.copy_for_translation(french)

    assert ArticlePage.objects.get(pk=translated.pk).category == french_ports
    assert ArticlePage.objects.get(pk=translated.pk).get_latest_revision_as_object().category == french_ports
    assert ArticlePage.objects.get(pk=article.pk).category == english_ports


def test_a_headline_of_emoji_alone_gets_a_slug(index: NewsIndexPage) -> None:
    form = article_form(title="🚢🚢🚢", slug="")

    answer = log_in(make_user("Editors")).post(f"/admin/pages/add/news/articlepage/{index.pk}/", form)

    assert answer.status_code == 302
    assert ArticlePage.objects.get().slug == "article"
