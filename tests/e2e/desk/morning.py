"""The morning of a day at the desk: an article is written, reviewed, held back and published; others are too."""

from typing import Any

from django.core.management import call_command

from tests.e2e.desk.people import HEADLINE, OTHER, PATH, Day

NOTHING = {"route": None, "articles": [OTHER], "search": [], "home": [], "related": [], "corrections": []}
FIRST_EDITION: dict[str, Any] = {
    "route": {
        "title": HEADLINE,
        "updatedAt": "10:00",
        "editions": [(1, None)],
        "translations": [],
        "headline": HEADLINE,
        "inLanguage": "en",
        "direction": "LTR",
        "datePublished": "10:00",
        "dateModified": "10:00",
        "correction": [],
    },
    "articles": [HEADLINE, OTHER],
    "search": [HEADLINE],
    "home": [],
    "related": [HEADLINE],
    "corrections": [],
}


def write_and_submit(day: Day) -> None:
    tab = day.writer.tab
    tab.get_by_role("link", name="Articles", exact=True).click()
    tab.get_by_role("link", name="Add article").click()
    day.writer.fill("Headline", HEADLINE)
    day.writer.fill("Summary", "The first ferry leaves on Monday.")
    day.writer.choose("Choose an image", "Harbour at dawn")
    day.writer.add_block("Heading")
    tab.locator("[name=body-0-value-text]").fill("What happens next")
    day.writer.add_block("Quote")
    tab.locator("[name=body-1-value-quote]").fill("We planned for ten boats. Forty came.")
    tab.locator("[name=body-1-value-attribution]").fill("Tom Okafor, pilot")
    tab.get_by_role("tab", name="Filing").click()
    day.writer.choose("Choose category", "Transport")
    tab.get_by_role("button", name="Add author").click()
    day.writer.choose("Choose author", "Ana Duarte")
    day.writer.act("Save draft")
    day.writer.photograph("01-draft")
    day.writer.act("Submit to Desk and legal review")
    day.writer.photograph("01-submitted")

    assert day.writer.messages() == [f"Page '{HEADLINE}' has been submitted for moderation. View draft Edit"]
    assert day.new_mail() == [
        ("ben@example.org", f'The page "{HEADLINE}" has been submitted for approval in moderation stage "Desk"')
    ]
    assert day.reader.read(PATH) == NOTHING


def send_back(day: Day) -> None:
    day.clock.set("09:15")
    day.desk.open_from_dashboard(HEADLINE)
    day.desk.act("Approve")
    day.desk.photograph("02-approved-by-desk")
    assert day.new_mail() == [
        ("lea@example.org", f'The page "{HEADLINE}" has been submitted for approval in moderation stage "Legal"')
    ]
    day.legal.look_at("/admin/desk/?list=waiting", HEADLINE)
    day.legal.photograph("02-waiting-for-legal")
    day.legal.open_from_dashboard(HEADLINE)
    day.legal.photograph("02-legal")
    day.legal.act_with_comment("Request changes", "Name the company.")
    day.legal.photograph("02-sent-back")
    assert day.new_mail() == [
        ("ana@example.org", f'The page "{HEADLINE}" has been rejected during "Desk and legal review".')
    ]
    assert day.reader.read(PATH) == NOTHING


def approve_under_embargo(day: Day) -> None:
    day.clock.set("09:30")
    day.writer.open_form(day.article.pk)
    day.writer.photograph("02-comment")
    day.writer.fill("Summary", "The first ferry of Nordline leaves on Monday.")
    day.writer.tab.get_by_role("tab", name="Release").click()
    day.writer.tab.get_by_label("Under embargo").check()
    day.writer.fill("Embargo lifts at", day.clock.at("10:00"))
    day.writer.fill("Note for the desk", "Held for the company’s announcement")
    day.writer.photograph("02-embargo")
    day.writer.act("Restart workflow")
    day.desk.open_from_dashboard(HEADLINE)
    day.desk.act("Approve")
    day.legal.open_from_dashboard(HEADLINE)
    day.legal.act("Approve and Publish")
    day.legal.photograph("02-approved-by-legal")
    subject = f'The page "{HEADLINE}" has been'
    assert day.new_mail() == [
        ("ben@example.org", f'{subject} submitted for approval in moderation stage "Desk"'),
        ("lea@example.org", f'{subject} submitted for approval in moderation stage "Legal"'),
        ("ana@example.org", f'{subject} approved in "Desk and legal review".'),
    ]


def lift_embargo(day: Day) -> None:
    day.desk.open_form(day.article.pk)
    day.desk.photograph("03-under-embargo")
    assert day.reader.read(PATH) == NOTHING

    day.clock.set("10:00")
    assert day.reader.read(PATH) == FIRST_EDITION
    day.desk.open_form(day.article.pk)
    day.desk.photograph("03-lifted")


def schedule(day: Day) -> None:
    """An article that goes live by itself."""
    day.desk.open_form(day.scheduled.pk)
    day.desk.tab.get_by_role("button", name="Toggle status").click()
    day.desk.tab.get_by_role("button", name="Set schedule").click()
    day.desk.fill("Go live date/time", day.clock.at("10:30"))
    day.desk.tab.keyboard.press("Tab")
    with day.desk.tab.expect_navigation(wait_until="networkidle"):
        day.desk.tab.get_by_role("button", name="Save schedule").click()
    day.desk.act("Schedule to publish")
    day.desk.photograph("04-scheduled")
    day.desk.look_at("/admin/desk/?list=scheduled", "Ferry timetable")
    day.desk.photograph("04-scheduled-on-my-desk")
    day.desk.look_at(f"/admin/desk/calendar/?day={day.clock.day}", "Ferry timetable")
    day.desk.photograph("04-calendar")
    before = day.reader.read("/news/ferry-timetable/")
    assert (before["route"], before["articles"], before["search"]) == (None, [HEADLINE, OTHER], [HEADLINE])

    day.clock.set("10:31")
    call_command("publish_scheduled")
    after = day.reader.read("/news/ferry-timetable/")
    assert after["articles"] == ["Ferry timetable", HEADLINE, OTHER]
    assert after["search"] == [HEADLINE, "Ferry timetable"]
    assert (after["route"]["datePublished"], after["route"]["editions"]) == ("10:31", [(1, None)])


def publish(day: Day) -> None:
    """An article that a moderator publishes at once, by two clicks where one is enough."""
    tab = day.desk.tab
    day.desk.open_form(day.draft.pk)
    tab.get_by_role("button", name="More actions").click()
    with tab.expect_navigation(wait_until="networkidle"):
        tab.get_by_role("button", name="Publish", exact=True).dblclick()
    day.desk.photograph("05-published")
    read = day.reader.read("/news/ferry-prices/")
    assert read["articles"][0] == "Ferry prices fall"
    assert read["search"] == [HEADLINE, "Ferry prices fall", "Ferry timetable"]
    assert (read["route"]["datePublished"], read["route"]["editions"]) == ("10:31", [(1, None)])

    # The form is one step back, and its button publishes again.
    tab.go_back(wait_until="networkidle")
    day.desk.act("Publish")
    day.desk.photograph("05-published-again")
    read = day.reader.read("/news/ferry-prices/")
    assert read["route"]["editions"] == [(2, None), (1, None)]
