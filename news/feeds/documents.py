"""The GraphQL documents that feeds are made from."""

from functools import cache

from news.feeds.addresses import FeedContent

_ENTRY = """
fragment Entry on ArticlePage {
  id
  url
  title
  summary
  publishedAt
  firstPublishedAt
  updatedAt
  locale
  category { name }
  tags
  authors { name url }
  image { alt credit rendition(preset: HERO) { url width height } }
}
"""

_FULL = """
fragment Full on ArticlePage {
  ...Entry
  corrections { date kind text }
  body { ...FeedBlock }
}

fragment FeedBlock on Block {
  kind: __typename
  ... on HeadingBlock { text level }
  ... on ParagraphBlock { html }
  ... on QuoteBlock { quote attribution }
  ... on QuestionAnswerBlock { question answer }
  ... on CalloutBlock { title html }
  ... on ImageBlock { ...FeedFigure }
  ... on GalleryBlock { items { kind: __typename ...FeedFigure } }
  ... on EmbedBlock { url title }
  ... on DocumentBlock { title url }
  ... on TableBlock { caption header rows }
  ... on RelatedArticlesBlock { heading articles { title url } }
}

fragment FeedFigure on ImageBlock {
  alt
  caption
  credit
  image { rendition(preset: FULL) { url width height } }
}
"""

_SITE = """
  site(hostname: $site) {
    name
    settings { organisation strapline logo { alt rendition(preset: FULL) { url width height } } }
  }
"""

_ARTICLES = "articles(first: $first, after: $after, site: $site, locale: $locale)"
_LIST = "{ pageInfo { hasNextPage endCursor } nodes { %s } }"


@cache
def feed_document(subject: str, content: FeedContent) -> str:
    """Return the document of a feed. Its variables are `site`, `locale`, `first`, `after`, and `slug` for a subject.

    Args:
        subject: one of FEED_SUBJECTS; empty for the whole site.
        content: summaries or whole articles.
    """
    is_full = content is FeedContent.FULL
    articles = f"{_ARTICLES} {_LIST % ('...Full' if is_full else '...Entry')}"
    head, listing = "", articles
    if subject:
        described, place = {
            "category": ("description", "site: $site"),
            "author": ("description: bio", "site: $site, locale: $locale"),
            "tag": ("", "site: $site, locale: $locale"),
        }[subject]
        head = ", $slug: String!"
        listing = (
            f"subject: {subject}(slug: $slug, site: $site, locale: $locale) "
            f"{{ name url({place}) {described} {articles} }}"
        )
    variables = f"$site: String!, $locale: String!, $first: Int!, $after: String{head}"
    return f"query Feed({variables}) {{{_SITE}  {listing}\n}}\n{_ENTRY}{_FULL if is_full else ''}"


AGENCY_DOCUMENT = f"""query Agency($site: String!, $locale: String!, $first: Int!, $after: String) {{
  site(hostname: $site) {{ name settings {{ organisation }} }}
  articles(first: $first, after: $after, site: $site, locale: $locale, orderBy: RECENTLY_UPDATED) {{
    pageInfo {{ hasNextPage endCursor }}
    nodes {{ ...Full slug embargo {{ until }} }}
  }}
}}
{_ENTRY}{_FULL}"""
"""The document of the feed for agencies: whole articles, the latest update first."""
