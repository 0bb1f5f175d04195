"""Example queries of the explorer and the documentation."""

EXAMPLES = {
    "The latest articles": """query Latest {
  articles(first: 10) {
    totalCount
    nodes {
      kicker
      title
      publishedAt
      summary
      image {
        alt
        credit
        rendition(preset: CARD) { url srcSet }
      }
    }
  }
}
""",
    "A page with its body": """query Story($path: String!) {
  page(path: $path) {
    __typename
    title
    ancestors { title path }
    seo { title description canonicalUrl }
    ... on ArticlePage {
      publishedAt
      authors { name jobTitle }
      body {
        __typename
        ... on HeadingBlock { text level anchor }
        ... on ParagraphBlock { html }
        ... on QuoteBlock { quote attribution }
        ... on ImageBlock { alt caption credit image { rendition(preset: FULL) { url width height srcSet } } }
      }
      related(first: 3) { title path }
    }
  }
}
""",
    "A category, page by page": """query Category($slug: String!, $page: Int) {
  category(slug: $slug) {
    name
    articleCount
    articles(first: 20, page: $page) {
      pageInfo { hasNextPage }
      nodes { title path publishedAt }
    }
  }
}
""",
    "The site and its menus": """query Site {
  site {
    name
    locales { code name }
    main: menu(slot: MAIN) { label url children { label url } }
    footer: menu(slot: FOOTER) { label url }
    settings { organisation strapline }
  }
}
""",
}

_SHOWN = """    __typename
    title
    path
    locale
    direction
    seo { description }
    ... on HomePage { sections { heading articles { title summary } } }
    ... on NewsIndexPage { intro articles(first: 10) { nodes { title } } }
    ... on StandardPage { intro body { ...Block } }
    ... on ArticlePage {
      kicker
      publishedAt
      summary
      readingMinutes
      tags
      authors { name jobTitle }
      image { alt credit rendition(preset: HERO) { url width height srcSet } }
      body { ...Block }
      corrections { date kind text }
      related { title path }
      embargo { until }
    }
  }
}

fragment Block on Block {
  kind: __typename
  id
  ... on HeadingBlock { text level }
  ... on ParagraphBlock { html }
  ... on QuoteBlock { quote attribution }
  ... on QuestionAnswerBlock { question answer }
  ... on CalloutBlock { title html }
  ... on ImageBlock { ...Figure }
  ... on GalleryBlock { items { kind: __typename ...Figure } }
  ... on EmbedBlock { url title provider }
  ... on DocumentBlock { title url contentType }
  ... on TableBlock { caption header rows }
  ... on RelatedArticlesBlock { heading articles { title path } }
}

fragment Figure on ImageBlock {
  alt
  caption
  credit
  image { rendition(preset: FULL) { url width height srcSet } }
}
"""

PREVIEW = "query Preview($token: String!) {\n  preview(token: $token) {\n" + _SHOWN
PUBLISHED = "query Published($path: String!) {\n  page(path: $path) {\n" + _SHOWN
