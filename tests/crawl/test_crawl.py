"""Nothing hidden comes out of the schema by any field, to any depth, whatever is asked for."""

import pytest
from django.test import override_settings
from wagtail.models import Site

from cms.schema import schema
from tests.crawl.crawled import Crawled
from tests.crawl.one_site import pages_changed, pages_told_of
from tests.crawl.planting.readership import counted_reads, send_beacons
from tests.crawl.planting.rows import pages_among
from tests.crawl.reports import lists_of
from tests.crawl.walk import every_field

FOR_TRUSTED_CLIENTS = {("Embargo", "until")}
"""What no anonymous client can reach: `ArticlePage.embargo` is null for them."""


@pytest.mark.slow
@pytest.mark.xdist_group("crawl")
class CrawlTests(Crawled):
    def test_nothing_hidden_comes_out(self) -> None:
        shown = self.newsroom.shown
        seen = shown.found_in("".join(answer.body for answer in self.walk.asked.values()))

        assert [fault for query in self.walk.asked if (fault := self.fault(query))] == []
        assert list(self.listener_faults()) == []
        assert every_field(schema.graphql_schema) - self.walk.covered == FOR_TRUSTED_CLIENTS
        assert set(shown.meaning.values()) - {shown.explain(canary) for canary in seen} == set()

    def test_lists_for_the_hub_and_the_desk_show_nothing_hidden(self) -> None:
        lists = lists_of(self.newsroom)
        hidden = {name: found for name, text in lists.items() if (found := self.newsroom.hidden.found_in(text))}
        assert hidden == {}
        assert [name for name, text in lists.items() if not self.newsroom.shown.found_in(text)] == []

    def test_a_token_of_one_site_is_told_of_no_changes_elsewhere(self) -> None:
        sites = [site for site in Site.objects.all() if pages_changed(site)]

        assert len(sites) > 1
        assert {site: len(pages_told_of(site)) for site in sites} == {site: pages_changed(site) for site in sites}

    @override_settings(READ_COUNT_SECONDS=3_600)
    def test_reads_of_hidden_pages_are_not_counted(self) -> None:
        public = pages_among(self.newsroom.public)
        answers = send_beacons([*public, *pages_among(self.newsroom.secret)])

        assert len(answers) == 1, answers
        assert counted_reads() == {page.pk for page in public}
