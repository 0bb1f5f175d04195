"""Videos, posts and maps of other sites."""

import pytest

from news.importing.bodies.players import has_player, original_of
from tests.news.importing.bodies.contents import embed, read, text


@pytest.mark.parametrize(
    ("frame", "original"),
    [
        ("//www.youtube.com/embed/abcdefghijk?rel=0", "https://www.youtube.com/watch?v=abcdefghijk"),
        ("https://www.youtube-nocookie.com/embed/abcdefghijk", "https://www.youtube.com/watch?v=abcdefghijk"),
        ("http://player.vimeo.com/video/12345?h=1", "https://vimeo.com/12345"),
        ("https://open.spotify.com/embed/episode/a1B2?theme=0", "https://open.spotify.com/episode/a1B2"),
        ("https://flo.uri.sh/visualisation/123/embed", "https://public.flourish.studio/visualisation/123/"),
        (
            "https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fq%2Fposts%2F1&width=500",
            "https://www.facebook.com/q/posts/1",
        ),
        ("https://maps.example/frame?x=1", "https://maps.example/frame?x=1"),
        ("https://[", "https://["),
    ],
)
def test_the_original_of_a_frame(frame: str, original: str) -> None:
    assert original_of(frame) == original


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            '<object width="425"><param name="movie" value="x"><embed src="http://www.youtube.com/v/abcdefghijk?fs=1">'
            "</embed></object>",
            [embed("https://www.youtube.com/watch?v=abcdefghijk")],
        ),
        (
            '<div class="kg-card"><img src="" class="kg-audio-thumbnail"><audio src="https://a.example/a.mp3"></audio>'
            '<div class="kg-audio-title">Fog</div><div class="kg-audio-player"><span>0:00</span>/3:12</div></div>',
            [embed("https://a.example/a.mp3"), text("<p>Fog</p>")],
        ),
        (
            '<div class="wp-block-file"><a href="https://a.example/r.pdf">Report</a><a href="https://a.example/r.pdf"'
            ' class="wp-block-file__button wp-element-button" download>Download</a></div>',
            [text('<p><a href="https://a.example/r.pdf">Report</a></p>')],
        ),
        (
            '<p>A</p><iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe><p>B</p>',
            [text("<p>A</p>"), embed("https://www.youtube.com/watch?v=abcdefghijk"), text("<p>B</p>")],
        ),
        (
            '<figure class="wp-block-embed"><div>https://vimeo.com/12345</div><figcaption>Seen</figcaption></figure>',
            [embed("https://vimeo.com/12345"), text("<p>Seen</p>")],
        ),
        (
            '<blockquote class="twitter-tweet"><p>Fog <a href="https://t.co/x">pic</a></p>&mdash; Ana'
            ' <a href="https://twitter.com/ana/status/12?ref_src=x">May 29</a></blockquote>',
            [
                ("quote", {"quote": "Fog pic", "attribution": "Ana May 29"}),
                embed("https://twitter.com/ana/status/12"),
            ],
        ),
        (
            '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@ana/video/7"><section>x</section></blockquote>',
            [embed("https://www.tiktok.com/@ana/video/7")],
        ),
        (
            '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/Ab-1/?x"></blockquote>',
            [embed("https://www.instagram.com/p/Ab-1")],
        ),
        ('<video><source src="https://e.example/a.mp4"></video>', [embed("https://e.example/a.mp4")]),
        ('<audio src="https://e.example/a.mp3"></audio>', [embed("https://e.example/a.mp3")]),
        (
            "<p>A<br>https://vimeo.com/12345<br>B</p><p>https://e.example/?a=1&amp;b=2</p>",
            [
                text("<p>A</p>"),
                embed("https://vimeo.com/12345"),
                text('<p>B</p><p><a href="https://e.example/?a=1&amp;b=2">https://e.example/?a=1&amp;b=2</a></p>'),
            ],
        ),
    ],
)
def test_players_are_embeds(html: str, expected: list[object]) -> None:
    assert read(html, "html") == (expected, [])


@pytest.mark.parametrize(
    ("html", "note"),
    [
        ('<iframe src="http://127.0.0.1/x"></iframe>', "left out an iframe: https://127.0.0.1/x"),
        ('<iframe src="/frame"></iframe>', "left out an iframe: /frame"),
        ("<video></video>", "left out a video"),
    ],
)
def test_players_that_lead_nowhere_are_noted(html: str, note: str) -> None:
    assert read(f"<p>A</p>{html}") == ([text("<p>A</p>")], [note])


def test_no_address_within_the_newsroom_has_a_player() -> None:
    assert not has_player("https://localhost/watch?v=1")
    assert has_player("https://www.youtube.com/watch?v=abcdefghijk")
