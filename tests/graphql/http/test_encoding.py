"""Answers as bytes."""

import pytest

from cms.graphql.http.response import encode


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Curaçao “1”", '"Curaçao “1”"'),
        ("half a pair: \ud800", '"half a pair: ?"'),
        (2**70, str(2**70)),
        ([None, True, 1.5, {}], "[null,true,1.5,{}]"),
    ],
)
def test_json(value: object, text: str) -> None:
    assert encode({"data": value}) == f'{{"data":{text}}}'.encode()


def test_what_json_has_not() -> None:
    with pytest.raises(TypeError):
        encode({"data": object()})
