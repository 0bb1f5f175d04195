"""No account reads or opens in the admin what only others may, at whatever address."""

import pytest

from tests.admin.accounts import ACCOUNTS, LIMITED
from tests.admin.addresses import Route, routes
from tests.admin.asking import REFUSED, Answer, Browser
from tests.admin.expected import expected_statuses, is_expected
from tests.admin.newsroom import SEARCHED, Newsroom, Section

pytestmark = pytest.mark.django_db


LOGIN = "login/"
"""Leads those who are logged in to the dashboard, which says nothing of their permissions."""


class Visit:
    """The requests of an account to one address.

    Attributes:
        statuses: what became of the requests to rows of its own section and to those of another, e.g. "200/home".
        faults: what should not have been seen or opened.
    """

    def __init__(self, newsroom: Newsroom, account: str, browser: Browser, route: Route) -> None:
        self.newsroom, self.account, self.browser, self.route = newsroom, account, browser, route
        self.faults: list[str] = []
        sections = [newsroom.other]
        if route.leads_to_rows and account in LIMITED:
            sections = [newsroom.own, newsroom.other]
        self.statuses = "/".join(self._ask(section) for section in sections)
        if account in LIMITED:
            for path in route.crossed_paths(newsroom.shared | newsroom.own.rows, newsroom.other.rows):
                self._get(path)

    def _ask(self, section: Section) -> str:
        path = self.route.path(self.newsroom.shared | section.rows)
        answer = self._get(path)
        if answer.outcome == "405":
            return f"POST:{self._post(path).outcome}"
        if self.account in LIMITED:
            posted = self._post(path)
            if answer.outcome in REFUSED and posted.outcome not in (*REFUSED, "400", "405"):
                self.faults.append(f"{posted.request} was {posted.outcome}, GET was refused")
            if answer.outcome == "200" and not self.route.leads_to_rows:
                self._look_further(path, answer)
        return answer.outcome

    def _look_further(self, path: str, listing: Answer) -> None:
        """Search and export what a listing holds."""
        if 'name="q"' in listing.text:
            self._get(f"{path}?q={SEARCHED}")
        if "tag-autocomplete" in path:
            self._get(f"{path}?term={SEARCHED}")
        for kind in ("csv", "xlsx"):
            if f"export={kind}" in listing.text:
                self._get(f"{path}?export={kind}")

    def _get(self, path: str) -> Answer:
        return self._read(self.browser.ask("get", path))

    def _post(self, path: str) -> Answer:
        return self._read(self.browser.ask("post", path))

    def _read(self, answer: Answer) -> Answer:
        """Note the texts that are not for this account."""
        for words in (self.newsroom.other.words, self.newsroom.words):
            seen = {words.explain(mark) for mark in words.found_in(answer.text)} if words.prefix in answer.text else ()
            for meaning in seen:
                if self.account in LIMITED and not is_expected(self.account, str(self.route), meaning):
                    self.faults.append(f"{answer.request} shows {words.prefix.rpartition('-')[2]} {meaning}")
        return answer


@pytest.mark.slow
@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_account_reads_and_opens_what_it_may(newsroom: Newsroom, account: str) -> None:
    browser = Browser(newsroom.accounts.get(account))
    visits = {str(route) or ".": Visit(newsroom, account, browser, route) for route in routes() if str(route) != LOGIN}

    assert [fault for visit in visits.values() for fault in visit.faults] == []
    assert {path: visit.statuses for path, visit in visits.items()} == expected_statuses(account)


@pytest.mark.parametrize("account", ["editor", "moderator"])
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("pages/<page_id>/copy/", "new_parent_page"),
        ("pages/<page_to_move_id>/move/", "new_parent_page"),
        ("pages/create/news/articlepage", "parent_page"),
        ("articles/choose_parent/", "parent_page"),
        ("bulk/wagtailcore/page/move/", "chooser"),
    ],
)
def test_a_form_tells_nothing_of_a_page_that_its_chooser_does_not_offer(
    newsroom: Newsroom, account: str, path: str, field: str
) -> None:
    """Whoever counts through primary keys learns no title."""
    browser = Browser(newsroom.accounts[account])
    own = next(route for route in routes() if str(route) == path).path(newsroom.own.rows)
    words = newsroom.other.words
    for number, page in enumerate(newsroom.other.pages):
        sent = (page.pk, f"+{page.pk}", f" {page.pk} ")[number % 3]
        answer = browser.ask("post", own, {"new_title": "Copy", "new_slug": "copy", field: sent})

        assert answer.outcome in ("home", "302"), answer.request
        assert [words.explain(mark) for mark in words.found_in(answer.text)] == []
