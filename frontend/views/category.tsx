import { graphql } from "@/gql";
import { Listing, PAGE_SIZE } from "@/components/listing";
import { pageHref } from "@/components/numbered-pages";
import { PageHead } from "@/components/page-head";
import { Trail } from "@/components/trail";
import { query } from "@/lib/api";
import { metadataOf } from "@/lib/metadata";
import { pageNumber, type ViewMaker } from "@/lib/view";
import { wordsIn } from "@/lib/words";

const Category = graphql(`
  query Category($slug: String!, $first: Int!, $page: Int!, $locale: String, $site: String) {
    category(slug: $slug, locale: $locale, site: $site) {
      name
      locale
      path(site: $site)
      description
      ancestors { name path(site: $site) }
      children(site: $site) { name path(site: $site) }
      translations(site: $site) { locale path(site: $site) url(site: $site) }
      seo(site: $site) { ...Head }
      feeds(site: $site) { url mediaType content }
      articles(first: $first, page: $page, locale: $locale, site: $site) { totalCount nodes { ...ListingRow } }
    }
  }
`);

/** The page of a category: what it is about, those below it, and its articles. */
export const viewOfCategory: ViewMaker<"category"> = async ({ slug, locale }, search) => {
  const number = pageNumber(search);
  if (!number) return null;
  const { category } = await query(Category, { slug, first: PAGE_SIZE, page: number, locale: locale.code });
  if (!category) return null;
  const words = wordsIn(locale.code);
  const { totalCount, nodes } = category.articles;
  return {
    metadata: metadataOf(category.seo, { ...category, query: pageHref("", new URLSearchParams(), number) }),
    translations: category.translations,
    body: (
      <>
        <PageHead title={category.name} margin={<p className="small">{words.stories(totalCount)}</p>}>
          <Trail label={words.breadcrumbs} links={category.ancestors.map(({ name, path }) => ({ label: name, path }))} />
          <p>{category.description}</p>
          <Trail label={words.sections} links={category.children.map(({ name, path }) => ({ label: name, path }))} />
        </PageHead>
        <Listing rows={nodes} total={totalCount} number={number} path={category.path} search={search} locale={locale} />
      </>
    ),
  };
};
