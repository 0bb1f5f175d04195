"""The rows that a change set names because they refer to a changed picture: those alone that readers see."""

import uuid

import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.models import ReferenceIndex, Site

from cms.cdn.surrogate_keys import surrogate_key
from cms.changes.models import ChangeSet
from cms.changes.referrers import seen_by_readers
from cms.images.models import CreditedImage
from news.models import Author, NewsIndexPage, SiteSettings
from tests.changes.acts import begin_log, recorded
from tests.factories import AuthorFactory, ImageFactory, index_of, make_article, make_site, restrict

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture(index: NewsIndexPage) -> CreditedImage:
    """A picture that a public article shows."""
    image: CreditedImage = ImageFactory()
    make_article(index, image=image)
    return image


def _named_when_saved(picture: CreditedImage, **rows: Author | SiteSettings) -> set[str]:
    """Save the picture; return the names of the rows that the change set names."""
    for row in rows.values():
        ReferenceIndex.create_or_update_for_object(row)
    begin_log()
    recorded(picture.save)
    keys = ChangeSet.objects.get().keys
    assert surrogate_key(f"image:{picture.pk}") in keys
    return {name for name, row in rows.items() if surrogate_key(f"{type(row).__name__.lower()}:{row.pk}") in keys}


def test_authors_with_a_public_article_alone(picture: CreditedImage, index: NewsIndexPage) -> None:
    public, of_draft, of_restricted, unused = (AuthorFactory(portrait=picture) for _number in range(4))
    unpublished = AuthorFactory(portrait=picture, live=False)
    make_article(index, authors=[public, unpublished])
    make_article(index, authors=[of_draft], live=False)
    restrict(make_article(index, authors=[of_restricted]))

    rows = {"public": public, "of_draft": of_draft, "of_restricted": of_restricted}
    assert _named_when_saved(picture, **rows, unused=unused, unpublished=unpublished) == {"public"}


def test_settings_of_public_sites_alone(picture: CreditedImage, index: NewsIndexPage) -> None:
    other = make_site("hidden.example", default=False)
    restrict(index_of(other).get_parent())
    public, hidden = (
        SiteSettings.objects.update_or_create(site=site, defaults={"logo": picture})[0]
        for site in (Site.objects.get(is_default_site=True), other)
    )
    assert _named_when_saved(picture, public=public, hidden=hidden) == {"public"}


def test_what_is_asked_at_once_is_as_seen_as_by_itself(index: NewsIndexPage) -> None:
    last = AuthorFactory()
    make_article(index, authors=[last])
    first, second = AuthorFactory(), AuthorFactory()
    author = ContentType.objects.get_for_model(Author)
    for to, by in ((first, second), (second, last)):
        ReferenceIndex.objects.create(
            base_content_type=author,
            content_type=author,
            object_id=str(by.pk),
            to_content_type=author,
            to_object_id=str(to.pk),
            model_path="x",
            content_path="x",
            content_path_hash=uuid.uuid4(),
        )
    begin_log()
    one, other = f"author:{first.pk}", f"author:{second.pk}"

    assert seen_by_readers({one}) == {one}
    assert seen_by_readers({one, other}) == {one, other}
    assert seen_by_readers({"author:550e8400-e29b-41d4-a716-446655440000", "author:0"}) == set()
