from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import override_settings

from cms.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def _development() -> Iterator[None]:
    with override_settings(DEBUG=True):
        yield


@pytest.mark.usefixtures("_development")
def test_three_accounts_are_made_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo_accounts")

    assert capsys.readouterr().out.splitlines() == [
        "  Account     Password                Role",
        "  admin       admin-demo              Administrator",
        "  editor      editor-demo             Editors",
        "  moderator   moderator-demo          Moderators",
    ]
    roles = {
        user.username: (user.is_superuser, [group.name for group in user.groups.all()]) for user in User.objects.all()
    }
    assert roles == {"admin": (True, []), "editor": (False, ["Editors"]), "moderator": (False, ["Moderators"])}
    assert all(user.check_password(f"{user.username}-demo") for user in User.objects.all())


@pytest.mark.usefixtures("_development")
def test_a_second_run_changes_nothing_and_hides_a_changed_password(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo_accounts", verbosity=0)
    editor = User.objects.get(username="editor")
    editor.set_password("my own words")
    editor.groups.set([Group.objects.get(name="Moderators")])
    editor.save()

    call_command("demo_accounts")

    editor.refresh_from_db()
    assert editor.check_password("my own words")
    assert [group.name for group in editor.groups.all()] == ["Moderators"]
    assert User.objects.count() == 3
    assert "  editor      (changed)               Editors" in capsys.readouterr().out.splitlines()


@pytest.mark.usefixtures("_development")
def test_nothing_is_shown_when_silence_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo_accounts", verbosity=0)

    assert capsys.readouterr().out == ""


def test_no_account_is_made_outside_development() -> None:
    with override_settings(DEBUG=False), pytest.raises(CommandError, match="on a development server only"):
        call_command("demo_accounts")

    assert User.objects.count() == 0


@pytest.mark.usefixtures("_development")
def test_a_lawyer_is_made_where_the_demo_has_its_group(capsys: pytest.CaptureFixture[str]) -> None:
    Group.objects.create(name="Legal")

    call_command("demo_accounts")

    assert "  legal       legal-demo              Legal" in capsys.readouterr().out.splitlines()
    assert [group.name for group in User.objects.get(username="legal").groups.all()] == ["Legal"]
