"""Several pictures that are chosen at once."""

from tests.factories import ImageFactory
from tests.user_accounts import log_in, make_user


def test_they_come_in_the_order_in_which_they_were_sent(db: None) -> None:
    pictures = [ImageFactory() for _number in range(4)]
    order = [pictures[place].pk for place in (2, 0, 3, 1)]
    query = "&".join(f"id={pk}" for pk in order)

    answer = log_in(make_user("Editors")).get(f"/admin/images/chooser/chosen-multiple/?multiple=1&{query}").json()

    assert answer["step"] == "chosen"
    assert [int(picture["id"]) for picture in answer["result"]] == order
