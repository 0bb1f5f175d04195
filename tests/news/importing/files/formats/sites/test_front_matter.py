"""What stands above the text of a Markdown file."""

import pytest

from news.importing.files.formats.sites.front_matter import BadFrontMatter, has_front_matter, split_front_matter


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "---\ntitle: 1984\ndate: 2024-03-07 08:30:00 +0100\ndraft: True\nno: 007\ntags: [a, 'b']\nimage:\n"
            "---\nBody",
            {
                "title": "1984",
                "date": "2024-03-07 08:30:00 +0100",
                "draft": "True",
                "no": "007",
                "tags": ["a", "b"],
                "image": "",
            },
        ),
        (
            '+++\ntitle = "A"\ndate = 2024-03-07T08:30:00Z\ndraft = true\n[cover]\nimage = "a.jpg"\n+++\nBody',
            {"title": "A", "date": "2024-03-07T08:30:00+00:00", "draft": "true", "cover": {"image": "a.jpg"}},
        ),
        ('{"title": "A", "weight": 3, "image": null}\nBody', {"title": "A", "weight": "3", "image": ""}),
        ("---\n---\nBody", {}),
        ("---\ntitle: A\n...\nBody", {"title": "A"}),
        ("---\nx: !!python/object/apply:os.system [id]\n---\nBody", {"x": ["id"]}),
    ],
)
def test_values_are_texts_as_they_are_written(text: str, values: dict[str, object]) -> None:
    assert has_front_matter(text)
    found, body = split_front_matter(text)
    assert (found, body.strip()) == (values, "Body")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("---\ntitle: A\n", "has front matter in YAML without an end."),
        ("+++\ntitle = 1\n", "has front matter in TOML without an end."),
        ("---\n- a\n- b\n---\n", "has front matter in YAML that is no list of keys and values."),
        (
            "---\ntitle: A\nb: 'x\n---\n",
            "has front matter that is no YAML at line 4: found unexpected end of stream.",
        ),
        ("---\na: &a [x]\nb: [*a, *a]\n---\n", "has an alias (*a) at line 3: write its value there."),
        ("---\na: " + "[" * 30 + "]" * 30 + "\n---\n", "has front matter of more than 20 levels."),
        ("---\na: " + "x" * 100_001 + "\n---\n", "has front matter of more than 100,000 characters."),
        ("---\na: \x01\n---\n", "has front matter that is no YAML: it holds characters that no text may hold."),
        ("+++\na = \n+++\n", "has front matter that is no TOML: Invalid value (at line 2, column 5)."),
        ("+++\na = " + "[" * 5000 + "\n+++\n", "has front matter of too many levels, or too long a number."),
        ('{"a": }\n', "has front matter that is no JSON at line 1: Expecting value."),
        ('{"a": ' + "[" * 100_000, "has front matter of too many levels, or too long a number."),
    ],
)
def test_what_is_broken_or_hostile_is_refused_with_its_place(text: str, reason: str) -> None:
    with pytest.raises(BadFrontMatter) as refused:
        split_front_matter(text)

    assert str(refused.value) == reason


@pytest.mark.parametrize("text", ["# A heading", "--- not\n", "{{< figure >}}", ""])
def test_other_texts_have_none(text: str) -> None:
    assert not has_front_matter(text)
