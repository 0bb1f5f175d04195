import { graphql } from "@/gql";
import { Body } from "@/components/blocks";
import { PageHead } from "@/components/page-head";
import { RichText } from "@/components/rich-text";
import { Trail } from "@/components/trail";
import { query, queryUntagged } from "@/lib/api";
import { metadataOf } from "@/lib/metadata";
import type { ViewMaker } from "@/lib/view";
import { wordsIn } from "@/lib/words";

const StandardPage = graphql(`
  query StandardPage($path: String!, $locale: String, $site: String) {
    page(path: $path, site: $site) {
      __typename
      ... on StandardPage {
        id
        title
        locale
        intro
        introContent
        ancestors { title path }
        body { ...Body }
        translations { locale path url }
        seo { ...Head }
      }
    }
    site(hostname: $site) { feeds(locale: $locale) { url mediaType content } }
  }
`);

const Below = graphql(`
  query Below($path: String!, $site: String) {
    page(path: $path, site: $site) { children(first: 50) { nodes { title path } } }
  }
`);

/** A page that is no news: about, contact, terms. */
export const viewOfStandardPage: ViewMaker<"page"> = async ({ path, locale }) => {
  const [{ page, site }, { page: published }] = await Promise.all([
    query(StandardPage, { path, locale: locale.code }),
    // A list of pages has the tag of all pages: with it, each publish would render this page anew.
    queryUntagged(Below, { path }),
  ]);
  if (page?.__typename !== "StandardPage") return null;
  const words = wordsIn(locale.code);
  // The front page is a click on the site's name away.
  const above = page.ancestors.slice(1).map(({ title, path: to }) => ({ label: title, path: to }));
  const below = (published?.children.nodes ?? []).map(({ title, path: to }) => ({ label: title, path: to }));
  return {
    metadata: metadataOf(page.seo, { ...page, feeds: site.feeds }),
    translations: page.translations,
    id: page.id,
    body: (
      <article>
        <PageHead title={page.title} margin={<Trail label={words.breadcrumbs} links={above} />}>
          {page.intro && <RichText content={page.introContent} />}
          <Trail label={words.pagesBelow(page.title)} links={below} />
        </PageHead>
        <Body blocks={page.body} locale={locale.code} words={words} />
      </article>
    ),
  };
};
