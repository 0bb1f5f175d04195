import { graphql } from "@/gql";
import { Listing, PAGE_SIZE } from "@/components/listing";
import { pageHref } from "@/components/numbered-pages";
import { PageHead } from "@/components/page-head";
import { query } from "@/lib/api";
import { metadataOf } from "@/lib/metadata";
import { pageNumber, type ViewMaker } from "@/lib/view";
import { wordsIn } from "@/lib/words";

const Tag = graphql(`
  query Tag($slug: String!, $first: Int!, $page: Int!, $locale: String, $site: String) {
    tag(slug: $slug, locale: $locale, site: $site) {
      name
      path(locale: $locale, site: $site)
      translations(locale: $locale, site: $site) { locale path url }
      seo(locale: $locale, site: $site) { ...Head }
      feeds(locale: $locale, site: $site) { url mediaType content }
      articles(first: $first, page: $page, locale: $locale, site: $site) { totalCount nodes { ...ListingRow } }
    }
  }
`);

/** The page of a tag: its articles. */
export const viewOfTag: ViewMaker<"tag"> = async ({ slug, locale }, search) => {
  const number = pageNumber(search);
  if (!number) return null;
  const { tag } = await query(Tag, { slug, first: PAGE_SIZE, page: number, locale: locale.code });
  if (!tag) return null;
  const { totalCount, nodes } = tag.articles;
  const about = { ...tag, locale: locale.code, query: pageHref("", new URLSearchParams(), number) };
  return {
    metadata: metadataOf(tag.seo, about),
    translations: tag.translations,
    body: (
      <>
        <PageHead title={tag.name} margin={<p className="small">{wordsIn(locale.code).stories(totalCount)}</p>} />
        <Listing rows={nodes} total={totalCount} number={number} path={tag.path} search={search} locale={locale} />
      </>
    ),
  };
};
