"""Nothing hidden comes out of the schema by any field, to any depth, whatever is asked for."""

import pytest

from cms.schema import schema
from tests.crawl.crawled import Crawled
from tests.crawl.walk import every_field

FOR_TRUSTED_CLIENTS = {("Embargo", "until")}
"""What no anonymous client can reach: `ArticlePage.embargo` is null for them."""


@pytest.mark.slow
class CrawlTests(Crawled):
    def test_nothing_hidden_comes_out(self) -> None:
        shown = self.newsroom.shown
        seen = shown.found_in("".join(answer.body for answer in self.walk.asked.values()))

        assert [fault for query in self.walk.asked if (fault := self.fault(query))] == []
        assert every_field(schema.graphql_schema) - self.walk.covered == FOR_TRUSTED_CLIENTS
        assert set(shown.meaning.values()) - {shown.explain(mark) for mark in seen} == set()
