"""Fetching for many at once."""

from collections.abc import Mapping

from cms.graphql.data.dataloader import Loader, mark_batch, peers


class Thing:
    pass


class Other:
    pass


def test_what_is_expected_is_fetched_with_what_is_asked_for() -> None:
    fetched: list[set[int]] = []

    def fetch(keys: set[int]) -> Mapping[int, str]:
        fetched.append(set(keys))
        return {key: f"row {key}" for key in keys if key != 3}

    loader: Loader[int, str] = Loader(fetch)
    loader.expect([1, 2, None, 3])
    loader.expect([2])

    assert [loader.get(key) for key in (2, 1, 3, 2)] == ["row 2", "row 1", None, "row 2"]
    assert fetched == [{1, 2, 3}]

    loader.expect([1, 3, 4])
    assert [loader.get(key) for key in (1, 3)] == ["row 1", None]
    assert fetched == [{1, 2, 3}]
    assert loader.get(5) == "row 5"
    assert loader.get(4) == "row 4"
    assert fetched == [{1, 2, 3}, {4, 5}]


def test_peers_are_of_one_kind() -> None:
    one, two, other = Thing(), Thing(), Other()

    assert mark_batch([one, other, two]) == [one, other, two]

    assert peers(one) is peers(two)
    assert peers(one) == [one, two]
    assert peers(other) == [other]
    alone = Thing()
    assert peers(alone) == [alone]
