"""The arguments of connections: what they mean together, and what is refused."""

from typing import Any

import pytest

from cms.graphql.data.pagination import PageArguments, page_size
from cms.graphql.errors import BadUserInput

BOTH_WAYS = (
    "Pass `first` and `after` to read forward, or `last` and `before` to read backward, not both; "
    "`page` goes with `first` alone."
)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, PageArguments(20, 0, None)),
        ({"first": 1}, PageArguments(1, 0, None)),
        ({"first": 100, "page": 1}, PageArguments(100, 0, None)),
        ({"first": 7, "page": 3}, PageArguments(7, 14, None)),
        ({"page": 1_000_000}, PageArguments(20, 19_999_980, None)),
        ({"first": None, "after": None, "page": None}, PageArguments(20, 0, None)),
        ({"after": "x"}, PageArguments(20, 0, "x")),
        ({"after": ""}, PageArguments(20, 0, None)),
        ({"page": 2, "after": ""}, PageArguments(20, 20, None)),
        ({"last": 7}, PageArguments(7, 0, None, is_backward=True)),
        ({"last": 100, "before": "x"}, PageArguments(100, 0, "x", is_backward=True)),
        ({"before": "x", "after": ""}, PageArguments(20, 0, "x", is_backward=True)),
        ({"first": 3, "last": None, "before": ""}, PageArguments(3, 0, None)),
    ],
)
def test_page_arguments(arguments: dict[str, Any], expected: PageArguments) -> None:
    assert PageArguments.parse(**arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"first": 0}, "`first` takes a number from 1 to 100."),
        ({"first": -1}, "`first` takes a number from 1 to 100."),
        ({"first": 101}, "`first` takes a number from 1 to 100."),
        ({"page": 0}, "`page` takes a number from 1 to 1,000,000."),
        ({"page": 1_000_001}, "`page` takes a number from 1 to 1,000,000."),
        ({"page": 1, "after": "x"}, "Pass either `after` or `page`, not both."),
        ({"page": 0, "after": "x"}, "Pass either `after` or `page`, not both."),
        ({"last": 0}, "`last` takes a number from 1 to 100."),
        ({"last": 101, "before": "x"}, "`last` takes a number from 1 to 100."),
        ({"first": 1, "last": 1}, BOTH_WAYS),
        ({"first": 0, "before": "x"}, BOTH_WAYS),
        ({"after": "x", "last": 1}, BOTH_WAYS),
        ({"after": "x", "before": "y"}, BOTH_WAYS),
        ({"page": 1, "last": 1}, BOTH_WAYS),
        ({"page": 0, "before": "x"}, BOTH_WAYS),
    ],
)
def test_page_arguments_out_of_range(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(BadUserInput) as caught:
        PageArguments.parse(**arguments)

    assert caught.value.message == message
    assert caught.value.extensions == {"code": "BAD_USER_INPUT"}


def test_page_sizes_of_other_lists() -> None:
    assert page_size(None, default=3, max_size=20) == 3
    assert page_size(20, default=3, max_size=20) == 20
    with pytest.raises(BadUserInput, match="`first` takes a number from 1 to 20"):
        page_size(21, default=3, max_size=20)
