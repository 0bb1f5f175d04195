"""The afternoon of a day at the desk: an article is corrected, translated, contested, moved and taken down."""

from playwright.sync_api import expect
from wagtail.models import Site

from news.models import ArticlePage, HomePage
from tests.e2e.desk.morning import FIRST_EDITION
from tests.e2e.desk.people import HEADLINE, OTHER, PATH, Day
from tests.factories import list_of, make_index, stored

SUMMARY = "The first ferry of Nordline leaves on Tuesday."
CORRECTION = "An earlier version said that the first ferry leaves on Monday. It leaves on Tuesday."
NOTE = "Corrects the day of the first ferry"
ARTICLES = ["Ferry prices fall", "Ferry timetable", HEADLINE, OTHER]
SECOND_EDITION = {
    **FIRST_EDITION["route"],
    "updatedAt": "11:00",
    "dateModified": "11:00",
    "editions": [(2, NOTE), (1, None)],
    "correction": [CORRECTION],
}
MINOR_EDITION = {**SECOND_EDITION, "editions": [(3, None), (2, NOTE), (1, None)]}
ARABIC_HEADLINE = "العبارة تعود إلى الميناء القديم"
ARABIC_PATH = "/ar/news/العبارة-تعود-إلى-الميناء-القديم/"


def correct(day: Day) -> None:
    tab = day.desk.tab
    day.clock.set("11:00")
    day.desk.open_form(day.article.pk)
    day.desk.fill("Summary", SUMMARY)
    tab.get_by_role("tab", name="Filing").click()
    tab.get_by_role("button", name="Add correction").click()
    day.desk.fill("Note to readers", CORRECTION)
    day.desk.photograph("06-correction")
    tab.get_by_role("tab", name="Release").click()
    day.desk.fill("What changed, for readers", NOTE)
    day.desk.act("Publish")
    read = day.reader.read(PATH)
    assert read["route"] == SECOND_EDITION
    assert read["corrections"] == [("CORRECTION", CORRECTION)]
    assert read["articles"] == ARTICLES

    day.clock.set("11:15")
    day.desk.open_form(day.article.pk)
    day.desk.fill("Kicker", "Harbours")
    tab.get_by_role("tab", name="Release").click()
    tab.get_by_label("Minor edit").check()
    day.desk.photograph("06-minor-edit")
    day.desk.act("Publish")
    assert day.reader.read(PATH)["route"] == MINOR_EDITION
    day.desk.open_form(day.article.pk)
    tab.get_by_role("tab", name="Release").click()
    day.desk.photograph("06-editions")


def translate(day: Day) -> None:
    tab = day.writer.tab
    day.clock.set("11:30")
    day.writer.open_form(day.article.pk)
    day.writer.choose_more("Translate")
    day.writer.photograph("07-translate")
    tab.get_by_label("العربية").check()
    tab.get_by_role("button", name="Submit").click()
    tab.wait_for_url("**/edit/")
    tab.wait_for_load_state("networkidle")
    day.writer.photograph("07-translation-made")
    day.writer.fill("Headline", ARABIC_HEADLINE)
    tab.get_by_role("tab", name="Promotion").click()
    # The slug follows the headline by itself.
    expect(tab.get_by_role("textbox", name="Slug")).to_have_value(ARABIC_PATH.split("/")[-2])
    day.writer.photograph("07-slug")
    day.writer.act("Save draft")
    translation = ArticlePage.objects.get(locale__language_code="ar")
    assert day.reader.read(PATH)["route"] == MINOR_EDITION

    day.desk.open_form(translation.pk)
    day.desk.act("Publish")
    day.desk.photograph("07-published")
    assert day.reader.read(PATH)["route"] == {**MINOR_EDITION, "translations": [ARABIC_PATH]}
    arabic = day.reader.read(ARABIC_PATH, "ar", "الميناء")
    assert arabic["articles"] == arabic["search"] == [ARABIC_HEADLINE]
    route = arabic["route"]
    assert (route["title"], route["inLanguage"], route["direction"]) == (ARABIC_HEADLINE, "ar", "RTL")
    assert route["translations"] == [PATH]


def contest(day: Day) -> None:
    """Two people write in one article; the second is refused, and neither loses a word."""
    day.clock.set("11:45")
    day.writer.open_form(day.article.pk)
    day.desk.open_form(day.article.pk)
    day.desk.fill("Summary", "Nordline’s first ferry leaves on Tuesday.")
    day.desk.act("Publish")
    day.writer.fill("Kicker", "Ferries")
    day.writer.photograph("08-other-saved")
    day.writer.act("Save draft")
    conflict = day.writer.tab.get_by_role("region", name="Ben Okafor saved a newer version")
    expect(conflict).to_contain_text("Nothing of yours was saved.")
    table = conflict.get_by_role("table")
    expect(table).to_contain_text("[removed: Harbours] [added: Ferries]")
    expect(table).to_contain_text("Nordline [removed: ’s first ferry] leaves on Tuesday.")
    expect(day.writer.tab.get_by_role("textbox", name="Kicker")).to_have_value("Ferries")
    day.writer.photograph("08-refused")
    published = day.article
    assert (published.kicker, published.summary) == ("Harbours", "Nordline’s first ferry leaves on Tuesday.")
    assert published.get_latest_revision_as_object().kicker == "Harbours"

    # She takes the colleague’s summary over and keeps her kicker.
    day.writer.fill("Summary", "Nordline’s first ferry leaves on Tuesday.")
    day.writer.tab.get_by_label("Replace the newer version").check()
    day.writer.act("Save draft")
    draft = day.article.get_latest_revision_as_object()
    assert (draft.kicker, draft.summary) == ("Ferries", "Nordline’s first ferry leaves on Tuesday.")
    assert day.article.kicker == "Harbours"


def move(day: Day) -> None:
    day.clock.set("12:00")
    site = Site.objects.get()
    make_index(site, title="Ports", slug="ports")
    make_index(site, title="Sea", slug="sea")
    before = day.reader.read(PATH)
    for name, title in [("09-move", "Ports"), ("09-move-again", "Sea")]:
        day.desk.open_form(day.article.pk)
        day.desk.choose_more("Move")
        day.desk.tab.locator("form").get_by_role("button", name="Actions").click()
        day.desk.tab.get_by_role("button", name="Choose another page").click()
        dialog = day.desk.tab.get_by_role("dialog")
        dialog.get_by_role("textbox", name="Search term").fill(title)
        dialog.get_by_role("link", name=title, exact=True).click()
        dialog.wait_for(state="detached")
        day.desk.photograph(name)
        day.desk.tab.get_by_role("button", name="Confirm").click()
        day.desk.tab.get_by_role("button", name="Yes, move this page").click()
        day.desk.tab.wait_for_load_state("networkidle")
        day.desk.photograph(f"{name}d")
    new = PATH.replace("news", "sea")
    for old in (PATH, PATH.replace("news", "ports"), f"{PATH}?from=letter"):
        assert day.reader.read(old)["route"] == {"__typename": "RedirectRoute", "status": 301, "location": new}
    assert day.reader.read(new) == before, "lists, search and JSON-LD say what they said"
    assert day.reader.read(ARABIC_PATH)["route"]["translations"] == [new]


def take_down(day: Day) -> None:
    day.clock.set("12:15")
    home = HomePage.objects.get(locale__language_code="en")
    home.sections = stored(
        ("section", {"heading": "Today", "link": None, "articles": list_of(day.article.pk)}),
    )
    home.save_revision().publish()
    path = PATH.replace("news", "sea")
    before = day.reader.read(path)
    assert (before["home"], before["related"]) == ([HEADLINE], [HEADLINE])
    day.writer.open_form(day.article.pk)
    day.writer.fill("Kicker", "Seas")

    day.desk.open_form(day.article.pk)
    day.desk.choose_more("Take down")
    day.desk.fill("Reason", "The company disputes the contract.")
    day.desk.fill("Note for readers", "Withdrawn while we check it.")
    day.desk.tab.get_by_label(ARABIC_HEADLINE).check()
    day.desk.photograph("10-take-down")
    day.desk.tab.get_by_role("button", name="Take down").click()
    day.desk.tab.wait_for_load_state("networkidle")
    day.desk.photograph("10-taken-down")
    gone = {"__typename": "GoneRoute", "since": "12:15", "note": "Withdrawn while we check it."}
    after = {
        "route": gone,
        "articles": ["Ferry prices fall", "Ferry timetable", OTHER],
        "search": ["Ferry prices fall", "Ferry timetable"],
        "home": [],
        "related": [],
        "corrections": [],
    }
    assert day.reader.read(path) == after
    assert day.reader.read(ARABIC_PATH)["route"] == gone
    assert day.reader.read(PATH)["route"] == gone, "where the redirects from it lead"

    # The writer, whose form was open, saves a draft; the desk tries to publish it.
    day.writer.act("Save draft")
    day.writer.photograph("10-saved-meanwhile")
    day.desk.open_form(day.article.pk)
    day.desk.act("Publish")
    day.desk.photograph("10-refused")
    assert "The company disputes the contract." in day.desk.tab.locator("main").inner_text()
    assert day.reader.read(path) == after

    day.desk.choose_more("Lift the take-down")
    day.desk.photograph("10-lift")
    day.desk.tab.get_by_role("button", name="Lift the take-down").click()
    day.desk.tab.wait_for_load_state("networkidle")
    assert day.reader.read(path)["route"] is None
    day.clock.set("12:30")
    day.desk.act("Publish")
    day.desk.photograph("10-published-again")
    back = day.reader.read(path)
    assert {**back, "route": None} == {**before, "route": None}
    assert back["route"]["editions"][1:] == before["route"]["editions"]
