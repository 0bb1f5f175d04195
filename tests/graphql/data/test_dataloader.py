"""Data loaders and batches."""

from collections.abc import Mapping

from cms.graphql.data.dataloader import Batches, DataLoader
from news.models import Tag


class Thing:
    pass


class Other:
    pass


def test_enqueued_keys_are_fetched_with_the_first_that_is_asked_for() -> None:
    fetched: list[set[int]] = []

    def fetch(keys: set[int]) -> Mapping[int, str]:
        fetched.append(set(keys))
        return {key: f"row {key}" for key in keys if key != 3}

    loader: DataLoader[int, str] = DataLoader(fetch)
    loader.enqueue([1, 2, None, 3])
    loader.enqueue([2])

    assert [loader.get(key) for key in (2, 1, 3, 2)] == ["row 2", "row 1", None, "row 2"]
    assert fetched == [{1, 2, 3}]

    loader.enqueue([1, 3, 4])
    assert [loader.get(key) for key in (1, 3)] == ["row 1", None]
    assert fetched == [{1, 2, 3}]
    assert loader.get(5) == "row 5"
    assert loader.get(4) == "row 4"
    assert fetched == [{1, 2, 3}, {4, 5}]


def test_primed_values_are_not_fetched_and_replace_no_loaded_ones() -> None:
    loader: DataLoader[int, str] = DataLoader(lambda keys: dict.fromkeys(keys, "fetched"))
    loader.get(1)

    loader.prime({1: "primed", 2: "primed", 3: None})

    assert [loader.get(key) for key in (1, 2, 3, 4)] == ["fetched", "primed", None, "fetched"]


def test_batch_siblings_are_of_one_type() -> None:
    batches, one, two, other, alone = Batches(), Thing(), Thing(), Other(), Thing()

    assert batches.add([one, other, two]) == [one, other, two]

    assert batches.siblings(one) is batches.siblings(two)
    assert batches.siblings(one) == [one, two]
    assert batches.siblings(other) == [other]
    assert batches.siblings(alone) == [alone]
    assert vars(one) == {}


def test_an_object_is_in_the_batch_that_it_was_added_to_last() -> None:
    batches, one, two = Batches(), Thing(), Thing()
    batches.add([one, two])
    batches.add([two])

    assert batches.siblings(one) == [one, two]
    assert batches.siblings(two) == [two]


def test_instances_of_one_row_and_instances_without_a_key_are_told_apart() -> None:
    batches, saved, again, new = Batches(), Tag(pk=1), Tag(pk=1), Tag()
    batches.add([saved, new])
    batches.add([again])

    assert [id(tag) for tag in batches.siblings(saved)] == [id(saved), id(new)]
    assert [id(tag) for tag in batches.siblings(new)] == [id(saved), id(new)]
    assert [id(tag) for tag in batches.siblings(again)] == [id(again)]
