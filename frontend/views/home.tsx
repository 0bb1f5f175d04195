import { graphql } from "@/gql";
import { Shelf } from "@/components/shelf";
import { LeadTeaser, Teaser } from "@/components/teaser";
import { query } from "@/lib/api";
import { metadataOf } from "@/lib/metadata";
import type { ViewMaker } from "@/lib/view";
import { wordsIn } from "@/lib/words";

const Home = graphql(`
  query Home($path: String!, $locale: String, $site: String) {
    page(path: $path, site: $site) {
      __typename
      ... on HomePage {
        title
        locale
        translations { locale path url }
        seo { ...Head }
        sections { heading link { path url } articles { url ...Teaser ...LeadArticle } }
      }
    }
    latest: articles(first: 12, locale: $locale, site: $site) { nodes { url ...Teaser } }
    mostRead: articles(first: 6, orderBy: MOST_READ, locale: $locale, site: $site) { nodes { url ...Teaser } }
    site(hostname: $site) { feeds(locale: $locale) { url mediaType content } settings { organisation strapline } }
  }
`);

/** The front page of a language: its sections as editors have set them, what else is new, and what is read most. */
export const viewOfHome: ViewMaker<"page"> = async ({ path, locale }) => {
  const { page, latest, mostRead, site } = await query(Home, { path, locale: locale.code });
  if (page?.__typename !== "HomePage") return null;
  const words = wordsIn(locale.code);
  const { organisation, strapline } = site.settings;
  const curated = new Set(page.sections.flatMap(({ articles }) => articles.map((article) => article.url)));
  const others = latest.nodes.filter((article) => !curated.has(article.url)).slice(0, 6);
  return {
    metadata: metadataOf(page.seo, { ...page, feeds: site.feeds, description: `${organisation}. ${strapline}` }),
    translations: page.translations,
    body: (
      <>
        <h1 className="visually-hidden">{page.title}</h1>
        {page.sections.map(({ heading, link, articles: [lead, ...articles] }, index) => (
          <Shelf key={heading} heading={heading} page={link}>
            {index === 0 && lead ? <LeadTeaser article={lead} locale={locale.code} /> : null}
            {(index === 0 || !lead ? articles : [lead, ...articles]).map((article) => (
              <Teaser key={article.url} article={article} locale={locale.code} />
            ))}
          </Shelf>
        ))}
        {others.length > 0 && (
          <Shelf heading={words.latest}>
            {others.map((article) => (
              <Teaser key={article.url} article={article} locale={locale.code} />
            ))}
          </Shelf>
        )}
        {mostRead.nodes.length > 0 && (
          <Shelf heading={words.mostRead}>
            {mostRead.nodes.map((article) => (
              <Teaser key={article.url} article={article} locale={locale.code} />
            ))}
          </Shelf>
        )}
      </>
    ),
  };
};
