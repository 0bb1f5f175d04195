"""A picture whose rights end is gone from kept answers at that moment, and back in them once they are renewed."""

import datetime as dt
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client, TestCase
from django.utils import timezone
from pytest_django import Settings
from wagtail.models import Page

from cms.images.files.storage import rendition_storage
from cms.images.models import CreditedImage
from cms.images.rights.withholding import delete_withheld_renditions
from cms.images.tasks import make_renditions
from cms.performance.response_cache.stores.configured import response_store
from news.models import SiteSettings
from tests.factories import AuthorFactory, ImageFactory, index_of, list_of, make_article, make_site, stored

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

IMAGE = "title rendition(preset: FULL) { url srcSet webpSrcSet avifSrcSet }"
QUERIES = {
    "page": f"""{{ page(path: "/news/one/") {{ seo {{ image {{ {IMAGE} }} }} ... on ArticlePage {{
        structuredData image {{ {IMAGE} }} authors {{ portrait {{ {IMAGE} }} }}
        body {{ __typename ... on ImageBlock {{ image {{ {IMAGE} }} }}
            ... on GalleryBlock {{ items {{ image {{ {IMAGE} }} }} }} ... on ParagraphBlock {{ html }} }} }} }} }}""",
    "list": f"{{ articles {{ nodes {{ image {{ {IMAGE} }} seo {{ image {{ {IMAGE} }} }} }} }} }}",
    "search": f"""{{ search(query: "harbour") {{
        nodes {{ __typename ... on ArticlePage {{ image {{ {IMAGE} }} }} }} }} }}""",
    "pictured": "{ articles(filter: {hasImage: true}) { totalCount nodes { title } } }",
    "settings": f"{{ site {{ settings {{ logo {{ {IMAGE} }} socialImage {{ {IMAGE} }} }} }} }}",
}
"""What gives a picture; each names it, but for `pictured`, which counts it."""


class Newsroom:
    """An article with one picture in all places, and all answers that show it."""

    def __init__(self) -> None:
        Page.objects.filter(depth=2).delete()
        site = make_site()
        self.image: CreditedImage = ImageFactory(title="Night train")
        make_renditions(self.image)
        other = ImageFactory(title="Other")
        block = {"image": self.image.pk, "caption": "", "alt": "", "credit": ""}
        embed = f'<embed embedtype="image" id="{self.image.pk}" format="left" alt="Night train"/>'
        SiteSettings.objects.create(site=site, logo=self.image, social_image=self.image)
        make_article(
            index_of(site),
            slug="one",
            title="Harbour reopens",
            image=self.image,
            authors=[AuthorFactory(portrait=self.image)],
            body=stored(
                ("image", block),
                ("gallery", {"items": list_of(block, {**block, "image": other.pk})}),
                ("paragraph", {"html": f"<p>Words</p>{embed}"}),
            ),
        )
        self.files = [name for size in self.image.sizes("FULL") for name in size[2:]]
        self.http = Client()

    def answers(self) -> dict[str, str]:
        """Returns all answers as text."""
        found = {}
        for name, query in QUERIES.items():
            answer = self.http.get("/graphql/", {"query": query}).json()
            assert "errors" not in answer, answer
            found[name] = json.dumps(answer["data"])
        return found

    def shown(self) -> bool:
        """Returns whether the picture is in all answers; fails where it is in some of them."""
        answers = self.answers()
        shown = {"Night train" in answers[name] for name in QUERIES if name != "pictured"}
        shown.add('"totalCount": 1' in answers["pictured"])
        files = [name.rpartition("/")[2] for name in self.files]
        shown.add(any(file in answer for file in files for answer in answers.values()))
        file = self.http.get(f"/media/{self.files[0]}")
        b"".join(file)  # its end closes the file
        shown.add(file.status_code == 200)
        assert len(shown) == 1, answers
        return shown.pop()

    def save(self, **values: Any) -> None:
        """Changes the picture's rights, as its form does."""
        image = CreditedImage.objects.get(pk=self.image.pk)
        for name, value in values.items():
            setattr(image, name, value)
        image.save()


@pytest.fixture(params=[0, 3_600], ids=["without cache", "with cache"])
def newsroom(request: Any, settings: Settings) -> Iterator[Newsroom]:
    """A newsroom whose answers are kept, or not."""
    settings.RESPONSE_CACHE_TTL = request.param
    settings.GRAPHQL_RATE = ""
    response_store.cache_clear()
    newsroom = Newsroom()
    assert newsroom.shown()
    assert newsroom.shown(), "from the cache"
    yield newsroom
    response_store.cache_clear()


def test_rights_that_expire_need_nobody(newsroom: Newsroom) -> None:
    moment = timezone.now() + dt.timedelta(seconds=2.5)
    newsroom.save(rights_expire_at=moment)
    assert newsroom.shown()
    while timezone.now() < moment:
        time.sleep(0.05)

    assert not newsroom.shown()
    assert [name for name in newsroom.files if not rendition_storage().exists(name)] == [], "no task has run"


FORBIDDEN = {"usage_terms": "FORBIDDEN"}
EXPIRED = {"rights_expire_at": timezone.now() - dt.timedelta(days=1)}
RENEWED = {"usage_terms": "", "rights_expire_at": None}


@pytest.mark.parametrize("withhold", [FORBIDDEN, EXPIRED])
@pytest.mark.parametrize("after", [lambda: None, delete_withheld_renditions], ids=["at once", "after the task"])
def test_rights_that_end_and_are_renewed_are_seen_at_once(
    newsroom: Newsroom, withhold: dict[str, Any], after: Callable[[], Any]
) -> None:
    newsroom.save(**withhold)
    assert not newsroom.shown()

    after()
    assert not newsroom.shown()
    newsroom.save(**RENEWED)

    newsroom.image.refresh_from_db()
    newsroom.files = [name for size in newsroom.image.sizes("FULL") for name in size[2:]]
    assert newsroom.shown()


def test_the_files_go_with_the_task_and_no_task_makes_them_again(newsroom: Newsroom) -> None:
    newsroom.save(**FORBIDDEN)

    with TestCase.captureOnCommitCallbacks(execute=True):
        assert delete_withheld_renditions() == 1

    assert [name for name in newsroom.files if rendition_storage().exists(name)] == []
    newsroom.save(description="Another description")
    assert not CreditedImage.objects.get(pk=newsroom.image.pk).renditions.exists()
