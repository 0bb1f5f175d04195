"""Every way to publish refuses a picture that may not be used or says not what it shows, and names its place."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.test.utils.form_data import streamfield

from cms.editing.publication.pictures import picture_faults
from cms.images.models import CreditedImage
from cms.scheduling.models import ScheduleFailure
from cms.scheduling.schedule import run_schedule
from news.models import ArticlePage, NewsIndexPage
from tests.editing.publication.test_checks import bulk_publish, in_hours, live
from tests.factories import AuthorFactory, ImageFactory, list_of, make_article, stored
from tests.news.article_form import article_form
from tests.user_accounts import log_in, make_user

EXPIRED = dt.datetime(2026, 5, 29, 12, 0, tzinfo=dt.UTC)


def picture(**values: Any) -> CreditedImage:
    """Returns a picture called Night train, past what its form asks."""
    image: CreditedImage = ImageFactory(title="Night train")
    CreditedImage.objects.filter(pk=image.pk).update(**values)
    return image


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"usage_terms": "FORBIDDEN"}, "“Night train” is not to be used. Choose another picture."),
        (
            {"rights_expire_at": EXPIRED},
            "The rights of “Night train” expired on 29 May 2026, 12:00 UTC. Choose another picture.",
        ),
        ({"description": " "}, "“Night train” has no description. Open it under Images and say what it shows."),
        ({"description": "", "is_decorative": True}, None),
        ({"usage_terms": "PAID"}, None),
    ],
)
def test_the_form(index: NewsIndexPage, values: dict[str, Any], fault: str | None) -> None:
    browser = log_in(make_user("Moderators"))
    url = f"/admin/pages/add/news/articlepage/{index.pk}/"
    image = picture(**values)
    body = streamfield([("heading", {"text": "Next", "level": "2"}), ("image", block(image))])
    form = {"image": image.pk, "body": body}

    answer = browser.post(url, article_form("action-publish", **form))

    if fault is None:
        assert answer.status_code == 302
        assert ArticlePage.objects.get().live
        return
    assert answer.context["form"].errors["image"] == [fault]
    assert fault_of_body(answer) == f"Story → block 2, Picture: {fault}"
    assert not ArticlePage.objects.exists()
    assert browser.post(url, article_form(**form)).status_code == 302, "a draft may refer to what it likes"


def block(image: CreditedImage) -> dict[str, Any]:
    return {"image": image.pk, "caption": "", "alt": "", "credit": ""}


def fault_of_body(answer: Any) -> str:
    return str(answer.context["form"].errors.as_data()["body"][0].messages[0])


def test_a_list_and_the_schedule(index: NewsIndexPage) -> None:
    article = make_article(index, title="Asking", live=False, image=picture(usage_terms="FORBIDDEN"))
    fault = "Picture: “Night train” is not to be used. Choose another picture."

    assert f"“Asking” was not published. {fault}" in bulk_publish(article)[0]
    assert not live(article)

    leased = picture(rights_expire_at=in_hours(1))
    later = make_article(index, title="Later", live=False, image=leased, go_live_at=in_hours(2))
    with pytest.raises(ValidationError, match=r"“Night train” expire on .*, before readers see this\."):
        later.save_revision().publish()


def test_what_was_scheduled_before_its_picture_was_withheld(index: NewsIndexPage) -> None:
    image = picture()
    article = make_article(index, title="Later", live=False, image=image, go_live_at=in_hours(1))
    revision = article.save_revision()
    revision.publish()
    CreditedImage.objects.filter(pk=image.pk).update(usage_terms="FORBIDDEN")
    revision.approved_go_live_at = timezone.now() - dt.timedelta(seconds=1)
    revision.save()

    run = run_schedule()

    fault = "Picture: “Night train” is not to be used. Choose another picture."
    assert (run.failed, live(article)) == ([("Later", fault)], False)
    assert ScheduleFailure.objects.get().reason == fault


def test_authors_too(db: None) -> None:
    author = AuthorFactory(portrait=picture(usage_terms="FORBIDDEN"), live=False)

    with pytest.raises(ValidationError, match="Portrait: “Night train” is not to be used"):
        author.save_revision().publish()


@pytest.mark.parametrize("rows", [3, 30])
def test_more_pictures_cost_no_more_statements(
    index: NewsIndexPage, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    images = [picture(usage_terms="FORBIDDEN") for _ in range(rows)]
    html = "".join(f'<embed embedtype="image" id="{image.pk}" format="left" alt=""/>' for image in images)
    gallery = {"items": list_of(*({"image": image.pk} for image in images))}
    article = make_article(index, live=False, body=stored(("paragraph", {"html": html}), ("gallery", gallery)))
    assert len(picture_faults(article, timezone.now())) == 2 * rows

    with django_assert_num_queries(1):
        faults = picture_faults(article, timezone.now())

    places = [fault.partition(": ")[0] for fault in faults]
    assert places == ["Story → block 1, Text"] * rows + ["Story → block 2, Gallery"] * rows
