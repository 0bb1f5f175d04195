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
    page(path: $path, site: $site) { children(first: 50) { nodes { id } } }
  }
`);

const Children = graphql(`
  query Children($ids: [ID!]!) {
    nodes(ids: $ids) { __typename ... on Page { title path } }
  }
`);

/** A page that is no news: about, contact, terms. */
export const viewOfStandardPage: ViewMaker<"page"> = async ({ path, locale }) => {
  const [{ page, site }, children] = await Promise.all([query(StandardPage, { path, locale: locale.code }), pagesBelow(path)]);
  if (page?.__typename !== "StandardPage") return null;
  const words = wordsIn(locale.code);
  // The front page is a click on the site's name away.
  const above = page.ancestors.slice(1).map(({ title, path: to }) => ({ label: title, path: to }));
  const below = children.map(({ title, path: to }) => ({ label: title, path: to }));
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

/**
 * Returns the pages below a page.
 *
 * A list of pages has the tag of all pages: with it, each publish would render this page anew. Which pages there are may therefore be
 * a minute late, while each has its own tag: one that changes or vanishes does so here at once.
 */
async function pagesBelow(path: string): Promise<{ title: string; path: string }[]> {
  const { page } = await queryUntagged(Below, { path });
  const ids = (page?.children.nodes ?? []).map(({ id }) => id);
  if (ids.length === 0) return [];
  const { nodes } = await query(Children, { ids });
  return nodes.flatMap((node) => (node && "path" in node ? [node] : []));
}
