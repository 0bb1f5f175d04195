"""The parts of the demo that need no database: words, bodies, days, files and pictures."""

import datetime as dt
from collections import Counter
from io import BytesIO

import pytest
from django.test import override_settings
from PIL import Image

from demo import content
from demo.bodies import Shelf, stored_body, stored_html
from demo.calendar import Calendar
from demo.documents import file_of
from demo.pictures import draw
from demo.prose import Writer
from news.pictures import neutral_picture

SHELF = Shelf(pages={"contact": 7}, pictures={"harbour": 3}, documents={"figures": 5})


def test_translations_take_from_their_original_what_is_not_words() -> None:
    stories = {story.slug: story for story in content.stories()}
    original, french = stories["aune-viaduct-repair"], stories["viaduc-de-l-aune"]

    assert (french.locale, french.of) == ("fr", original.slug)
    assert (french.category, french.picture, french.authors) == ("rail", "viaduct-mist", ["camille-dervaux"])
    assert (french.days_ago, french.time) == (original.days_ago, original.time)
    assert french.tags == ["trains", "construction", "patrimoine", "Lauraine"]


def test_what_a_translation_does_not_say_is_not_said_in_english() -> None:
    french = next(story for story in content.stories() if story.slug == "une-heure-de-mathematiques")

    assert (french.summary, french.kicker, french.related, french.corrections) == ("", "", [], [])


def test_originals_are_written_before_their_translations() -> None:
    slugs = [story.slug for story in content.stories()]

    assert [
        story.slug for story in content.stories() if story.of and slugs.index(story.of) > slugs.index(story.slug)
    ] == []


def test_every_name_in_the_texts_is_known() -> None:
    room = content.newsroom()
    pictures = {picture.key for picture in content.pictures(2026)}
    stories = [*content.stories(), *content.desk()]

    assert {story.picture for story in stories} - {""} <= pictures
    assert {slug for story in stories for slug in story.authors} == {row["slug"] for row in room["authors"]}
    assert {story.category for story in stories} - {""} == {row["slug"] for row in room["categories"]}
    assert {row["slug"] for row in room["authors"]} <= pictures


def test_articles_have_three_to_seven_blocks() -> None:
    lengths = Counter(len(story.body) for story in content.stories() if story.locale == "en")

    assert (min(lengths), max(lengths)) == (3, 7)


def test_pictures_are_credited_in_the_year_of_seeding() -> None:
    picture = next(picture for picture in content.pictures(2031) if picture.key == "wind-farm")

    assert picture.credit == "© Ines Okafor / Meridian 2031"


@pytest.mark.parametrize(
    ("item", "stored"),
    [
        ("One.\n\nTwo.", ("paragraph", {"html": "<p>One.</p><p>Two.</p>"})),
        ({"heading": "Why"}, ("heading", {"text": "Why", "level": "2"})),
        ({"heading": "Why", "level": "3"}, ("heading", {"text": "Why", "level": "3"})),
        ({"quote": "No.", "attribution": "Ana"}, ("quote", {"quote": "No.", "attribution": "Ana"})),
        ({"question": "Why?", "answer": "So."}, ("question_answer", {"question": "Why?", "answer": "So."})),
        (
            {"callout": "Box", "text": "<ul><li>a</li></ul>"},
            ("callout", {"title": "Box", "html": "<ul><li>a</li></ul>"}),
        ),
        ({"image": "harbour", "caption": "c"}, ("image", {"image": 3, "caption": "c", "alt": "", "credit": ""})),
        ({"embed": "https://vimeo.com/1"}, ("embed", {"url": "https://vimeo.com/1"})),
        ({"document": "figures"}, ("document", {"document": 5, "title": ""})),
        (
            {"table": "T", "header": ["a", "b"], "rows": [["1", "2"]]},
            (
                "table",
                {
                    "columns": [{"type": "text", "heading": "a"}, {"type": "text", "heading": "b"}],
                    "rows": [{"values": ["1", "2"]}],
                    "caption": "T",
                },
            ),
        ),
    ],
)
def test_what_is_written_becomes_a_block(item: content.Item, stored: tuple[str, object]) -> None:
    (block,) = stored_body("page", [item], SHELF)

    assert (block["type"], block["value"]) == stored


def test_lists_in_blocks_are_stored_with_ids() -> None:
    related, gallery = stored_body(
        "page",
        [{"related": "More", "articles": ["contact"]}, {"gallery": [{"image": "harbour"}, {"image": "harbour"}]}],
        SHELF,
    )

    assert [(entry["type"], entry["value"]) for entry in related["value"]["articles"]] == [("item", 7)]
    assert len({entry["id"] for entry in gallery["value"]["items"]}) == 2


def test_block_ids_depend_on_the_page_and_the_place_alone() -> None:
    first, again, other = (stored_body(owner, ["One.", "Two."], SHELF) for owner in ("page", "page", "other"))

    assert first == again
    assert len({block["id"] for block in [*first, *other]}) == 4


def test_links_are_stored_by_primary_key() -> None:
    assert stored_html('See <a page="contact">us</a> and <a document="figures">them</a>.', SHELF) == (
        '<p>See <a linktype="page" id="7">us</a> and <a linktype="document" id="5">them</a>.</p>'
    )


def test_nothing_is_made_of_an_unknown_item() -> None:
    with pytest.raises(ValueError, match="No block is made of"):
        stored_body("page", [{"poll": "Yes or no?"}], SHELF)


def test_days_are_counted_back_in_the_newsrooms_time_zone() -> None:
    calendar = Calendar(dt.date(2026, 3, 10))

    with override_settings(TIME_ZONE="Europe/Paris"):
        assert calendar.moment(1, "08:30").isoformat() == "2026-03-09T08:30:00+01:00"
    assert calendar.day(-3) == dt.date(2026, 3, 13)


def test_a_pdf_finds_its_own_parts() -> None:
    pdf = file_of("rules.pdf", "Rules (short)\n1. None.")
    table = int(pdf.rsplit(b"startxref\n", 1)[1].split()[0])

    assert pdf.startswith(b"%PDF-1.4\n")
    assert pdf[table : table + 4] == b"xref"
    for number, row in enumerate(pdf[table:].splitlines()[3:8], start=1):
        offset = int(row.split()[0])
        assert pdf[offset:].startswith(b"%d 0 obj" % number)
    assert rb"(Rules \(short\)) Tj" in pdf


def test_a_csv_ends_its_lines_as_spreadsheets_do() -> None:
    assert file_of("figures.csv", "\na,b\n1,2\n") == b"a,b\r\n1,2\r\n"


def test_other_files_are_not_made() -> None:
    with pytest.raises(ValueError, match="Neither PDF nor CSV"):
        file_of("figures.docx", "")


def test_the_same_number_gives_the_same_article() -> None:
    first, again, other = Writer().write(7), Writer().write(7), Writer().write(8)

    assert first == again
    assert first.title != other.title


def test_generated_words_are_spread_as_in_real_texts() -> None:
    writer = Writer()
    texts = [str(writer.write(number)) for number in range(1000)]
    found = {word: sum(word in text for text in texts) for word in ("rice", "cocoa", "quinces")}

    assert found["rice"] > 5 * found["cocoa"] > 5 * found["quinces"] > 0


def test_no_slot_is_left_open() -> None:
    writer = Writer()

    assert [number for number in range(300) if "{" in str(writer.write(number).body[0][1]["html"])] == []


@pytest.mark.parametrize("picture", content.pictures(2026), ids=lambda picture: picture.key)
def test_every_picture_can_be_drawn(picture: content.Picture) -> None:
    with Image.open(BytesIO(draw(picture, 80))) as drawn:
        drawn.load()
        assert (drawn.format, drawn.size, drawn.mode) == ("JPEG", (80, 50), "RGB")


def test_a_picture_is_always_drawn_alike() -> None:
    harbour, quay = content.pictures(2026)[:2]

    assert draw(harbour, 80) == draw(harbour, 80) != draw(quay, 80)


def test_a_neutral_picture_depends_on_its_seed() -> None:
    with Image.open(BytesIO(neutral_picture(1, (160, 100)))) as drawn:
        assert (drawn.format, drawn.size) == ("JPEG", (160, 100))
    assert neutral_picture(1, (160, 100)) == neutral_picture(1, (160, 100)) != neutral_picture(2, (160, 100))
