import { graphql } from "@/gql";
import { filterOf, Filters, isNarrowed } from "@/components/filters";
import { Listing, PAGE_SIZE } from "@/components/listing";
import { pageHref } from "@/components/numbered-pages";
import { PageHead } from "@/components/page-head";
import { RichText } from "@/components/rich-text";
import { query } from "@/lib/api";
import { metadataOf } from "@/lib/metadata";
import { pageNumber, type ViewMaker } from "@/lib/view";
import { wordsIn } from "@/lib/words";

const NewsIndex = graphql(`
  query NewsIndex($path: String!, $first: Int!, $page: Int!, $filter: ArticleFilter!, $locale: String, $site: String) {
    page(path: $path, site: $site) {
      __typename
      ... on NewsIndexPage {
        title
        locale
        translations { locale path url }
        seo { ...Head }
        introContent
        archive { year }
        articles(first: $first, page: $page, filter: $filter) { totalCount nodes { ...ListingRow } }
      }
    }
    site(hostname: $site) { name feeds(locale: $locale) { url mediaType content } }
    ...Filters
  }
`);

/** A listing of articles by numbered pages, narrowed by section, year and tag. */
export const viewOfListing: ViewMaker<"page"> = async ({ path, locale }, search) => {
  const number = pageNumber(search);
  const filter = filterOf(search);
  if (!number || !filter) return null;
  const data = await query(NewsIndex, { path, first: PAGE_SIZE, page: number, filter, locale: locale.code });
  const { page, site } = data;
  if (page?.__typename !== "NewsIndexPage") return null;
  const words = wordsIn(locale.code);
  const { totalCount, nodes } = page.articles;
  const years = [...new Set(page.archive.map(({ year }) => year))];
  return {
    metadata: metadataOf(page.seo, {
      ...page,
      feeds: site.feeds,
      description: `${page.title} – ${site.name}. ${words.stories(totalCount)}.`,
      query: pageHref("", new URLSearchParams(), number),
      isNarrowed: isNarrowed(search) || nodes.length === 0,
    }),
    translations: page.translations,
    body: (
      <>
        <PageHead title={page.title} margin={<p className="small">{words.stories(totalCount)}</p>}>
          <RichText content={page.introContent} />
          <Filters choices={data} years={years} path={path} search={search} words={words} />
        </PageHead>
        <Listing rows={nodes} total={totalCount} number={number} path={path} search={search} locale={locale} />
      </>
    ),
  };
};
