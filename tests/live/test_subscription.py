"""What a client may subscribe to, and what each wrong request is told."""

import pytest

from cms.live.subscription import SubscriptionError, parse_subscription

ONE, TWO = "05f1c2aa90be", "9b27e0d41f3c"


def test_tags_come_with_commas_or_one_by_one() -> None:
    assert parse_subscription(f"tags={ONE},{TWO}").tags == {ONE, TWO}
    assert parse_subscription(f"tags={ONE}&tags={TWO},{ONE},").tags == {ONE, TWO}


def test_the_header_comes_before_the_parameter() -> None:
    assert parse_subscription(f"tags={ONE}").last_event_id is None
    assert parse_subscription(f"tags={ONE}", "7").last_event_id == 7
    assert parse_subscription(f"tags={ONE}&lastEventId=8").last_event_id == 8
    assert parse_subscription(f"tags={ONE}&lastEventId=8", "7").last_event_id == 7


@pytest.mark.parametrize(
    ("query", "last", "message"),
    [
        ("", "", "Name the tags to follow, as answers have them in `extensions.tags`: "),
        ("tags=", "", "Name the tags to follow"),
        ("tag=05f1c2aa90be", "", "Name the tags to follow"),
        (
            "tags=page:12",
            "",
            "A tag has 12 hexadecimal digits, as in /live/?tags=05f1c2aa90be,9b27e0d41f3c; 'page:12' is",
        ),
        ("tags=05F1C2AA90BE", "", "A tag has 12 hexadecimal digits"),
        (f"tags={ONE}", "soon", "The last event id is the number in the `id` of an event; 'soon' is none."),
        (f"tags={ONE}", "-1", "The last event id is the number"),
        (f"tags={ONE}", "9" * 19, "The last event id is the number"),
        (f"tags={ONE}", "٣", "The last event id is the number"),
        ("tags=" + ",".join(f"{n:012x}" for n in range(401)), "", "Name at most 400 tags; these are 401."),
        ("tags=" + "a" * 8_000, "", "The query is too long: it may have 8,000 characters."),
    ],
)
def test_what_is_wrong_is_said(query: str, last: str, message: str) -> None:
    with pytest.raises(SubscriptionError) as raised:
        parse_subscription(query, last)

    assert str(raised.value).startswith(message)


def test_as_many_tags_as_two_answers_can_have_fit() -> None:
    assert len(parse_subscription("tags=" + ",".join(f"{n:012x}" for n in range(400))).tags) == 400
