"""Shortcodes of Hugo and tags of Jekyll."""

import pytest

from tests.news.importing.bodies.contents import embed, picture, read, text


def test_shortcodes_of_hugo() -> None:
    source = (
        '# Fog\n\n{{< figure src="/a.jpg" alt="Quay" caption="The quay" attr="Photo: N.N." >}}\n\n'
        "{{< youtube abcdefghijk >}}\n\n{{% note %}}\nWait.\n{{% /note %}}\n\n```\n{{< youtube id >}}\n```\n[^1]"
    )

    assert read(source) == (
        [
            ("heading", {"text": "Fog", "level": "2"}),
            ("image", picture("/a.jpg", "Quay", "The quay", "Photo: N.N.")),
            embed("https://www.youtube.com/watch?v=abcdefghijk"),
            text("<p>Wait.</p><p>{{&lt; youtube id &gt;}}</p><p>[^1]</p>"),
        ],
        [
            "left out the shortcode {{% note %}}",
            "left the marks of footnotes as they are written, such as [^1]",
            "made ordinary text of code or verse, with its lines and its spaces",
        ],
    )


def test_tags_of_jekyll() -> None:
    source = "{% include box.html %}{% raw %}{{ as }} it{% endraw %} is\n\n{% comment %}\nsecret\n{% endcomment %}\n"

    assert read(source, "markdown") == (
        [text("<p>{{ as }} it is</p>")],
        [
            "left out a comment of the template, which readers did not see",
            "left out the shortcode {% include box.html %}",
        ],
    )


@pytest.mark.parametrize(
    "source",
    [
        "{% highlight ruby linenos %}\nif a:\n    {{ b }}\n{% endhighlight %}",
        '{{< highlight go "linenos=table" >}}\nif a:\n    {{ b }}\n{{< /highlight >}}',
    ],
)
def test_highlighted_code_keeps_its_lines(source: str) -> None:
    assert read(source, "markdown") == (
        [text("<p>if a:<br/>\u00a0\u00a0\u00a0\u00a0{{ b }}</p>")],
        ["made ordinary text of code or verse, with its lines and its spaces"],
    )
