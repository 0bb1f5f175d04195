"""No place of the newsroom publishes a picture that may not be used, or whose description or credit lacks."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Site

from news.models import Author, NewsIndexPage, SiteSettings
from tests.editing.choosers.test_object_references import settings_form
from tests.editing.publication.picture_places import DRAFTED, FAULTS, PLACES, picture, places_of_models
from tests.factories import AuthorFactory
from tests.news.author_form import author_form
from tests.user_accounts import log_in, make_user

FORBIDDEN, FORBIDDEN_FAULT = FAULTS["not to be used"]


def test_every_place_of_the_models_is_tried() -> None:
    assert sorted(places_of_models()) == sorted(PLACES)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", DRAFTED)
def test_no_revision_with_a_faulty_picture_is_published(index: NewsIndexPage, name: str, fault: str) -> None:
    values, sentence = FAULTS[fault]
    place = PLACES[name]
    draft = place.make(index.get_site(), picture(**values))
    revision = draft.save_revision(clean=False)
    before = type(draft).objects.values().get(pk=draft.pk)

    with pytest.raises(ValidationError) as refused:
        revision.publish()

    assert refused.value.messages == [f"{place.words}: {sentence}"]
    assert type(draft).objects.values().get(pk=draft.pk) == before


@pytest.mark.parametrize("name", DRAFTED)
@pytest.mark.parametrize(
    "values", [{}, {"description": "", "is_decorative": True, "credit": "", "no_credit_owed": True}]
)
def test_every_place_publishes_a_picture_without_faults(
    index: NewsIndexPage, name: str, values: dict[str, Any]
) -> None:
    draft = PLACES[name].make(index.get_site(), picture(**values))

    draft.save_revision(clean=False).publish()

    assert type(draft).objects.get(pk=draft.pk).live is True


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("field", ["logo", "social_image"])
def test_the_settings_of_a_site_refuse_it(site: Site, field: str, fault: str) -> None:
    values, sentence = FAULTS[fault]
    browser = log_in(make_user("Moderators"))
    url = f"/admin/settings/news/sitesettings/{site.pk}/"

    answer = browser.post(url, settings_form(**{field: str(picture(**values).pk)}))

    assert answer.context["form"].errors == {field: [sentence]}
    assert not SiteSettings.objects.filter(**{f"{field}__isnull": False}).exists()
    assert browser.post(url, settings_form(**{field: str(picture().pk)})).status_code == 302
    assert SiteSettings.objects.filter(**{f"{field}__isnull": False}).exists()


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("is_new", [True, False])
def test_the_form_of_an_author_refuses_it(db: None, is_new: bool, fault: str) -> None:
    values, sentence = FAULTS[fault]
    browser = log_in(make_user("Moderators"))
    url = "/admin/snippets/news/author/"
    url += "add/" if is_new else f"edit/{AuthorFactory(live=False).pk}/"
    form = author_form(name="Ana", slug="ana", portrait=picture(**values).pk)

    answer = browser.post(url, form | {"action-publish": "1"})

    assert answer.status_code == 200
    assert answer.context["form"].errors == {"portrait": [sentence]}
    assert not Author.objects.filter(live=True).exists()
    assert browser.post(url, form).status_code == 302, "a draft may refer to what it likes"
