import pytest
from django.contrib.auth import get_user_model
from pytest_django import Settings
from wagtail.users.models import UserProfile

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("default", [True, False])
def test_a_new_profile_follows_the_settings(settings: Settings, default: bool) -> None:
    settings.COMMENT_NOTIFICATIONS = default
    user = get_user_model().objects.create_user("noor")

    assert UserProfile.get_for_user(user).updated_comments_notifications is default


def test_an_editors_own_choice_stays(settings: Settings) -> None:
    settings.COMMENT_NOTIFICATIONS = False
    profile = UserProfile.get_for_user(get_user_model().objects.create_user("noor"))
    profile.updated_comments_notifications = True
    profile.save()

    profile.refresh_from_db()
    assert profile.updated_comments_notifications is True
