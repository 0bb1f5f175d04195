import { graphql, readFragment } from "@/gql";
import { Body } from "@/components/blocks";
import { Byline } from "@/components/byline";
import { CorrectionNote } from "@/components/corrections";
import { Day } from "@/components/moment";
import { Credit, HeroPicture, Picture } from "@/components/picture";
import { Shelf } from "@/components/shelf";
import { Teaser } from "@/components/teaser";
import { Trail } from "@/components/trail";
import styles from "@/views/article.module.css";
import { query, queryUntagged } from "@/lib/api";
import { day } from "@/lib/dates";
import { metadataOf } from "@/lib/metadata";
import type { ViewMaker } from "@/lib/view";
import { wordsIn } from "@/lib/words";

const Article = graphql(`
  query Article($path: String!, $locale: String, $site: String) {
    page(path: $path, site: $site) {
      __typename
      ... on ArticlePage {
        id
        title
        locale
        kicker
        category { path }
        publishedAt
        updatedAt
        summary
        readingMinutes
        structuredDataScript
        image { ...HeroPicture }
        authors { ...Byline }
        body { ...Body }
        corrections { ...CorrectionNote }
        editions(first: 20) { nodes { number publishedAt note } }
        tagList { name path }
        translations { locale path url }
        seo { ...Head }
      }
    }
    site(hostname: $site) { feeds(locale: $locale) { url mediaType content } }
  }
`);

const RelatedIds = graphql(`
  query RelatedIds($path: String!, $site: String) {
    page(path: $path, site: $site) { ... on ArticlePage { related(first: 3) { id } } }
  }
`);

const Related = graphql(`
  query Related($ids: [ID!]!) {
    nodes(ids: $ids) { ... on ArticlePage { path ...Teaser } }
  }
`);

/**
 * Returns the articles to read after this one.
 *
 * Which these are depends on all articles: with its tags, each publish would render every article anew. What they show is tagged.
 */
async function relatedTo(path: string) {
  const { page } = await queryUntagged(RelatedIds, { path });
  const ids = page && "related" in page ? page.related.map(({ id }) => id) : [];
  const { nodes } = ids.length > 0 ? await query(Related, { ids }) : { nodes: [] };
  return nodes.flatMap((node) => (node && "path" in node ? [node] : []));
}

/** An article, whole. */
export const viewOfArticle: ViewMaker<"page"> = async ({ path, locale }) => {
  const [{ page, site }, related] = await Promise.all([query(Article, { path, locale: locale.code }), relatedTo(path)]);
  if (page?.__typename !== "ArticlePage") return null;
  const words = wordsIn(locale.code);
  const picture = page.image && readFragment(HeroPicture, page.image);
  const isUpdated = day(page.updatedAt, locale.code) !== day(page.publishedAt, locale.code);
  const editions = page.editions.nodes;
  return {
    metadata: metadataOf(page.seo, { ...page, feeds: site.feeds }),
    translations: page.translations,
    id: page.id,
    body: (
      <>
        <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: page.structuredDataScript }} />
        <article>
          <header className={`${styles.head} meridian`}>
            <div className="main">
              {page.kicker && (
                <p className="label">{page.category ? <a href={page.category.path}>{page.kicker}</a> : page.kicker}</p>
              )}
              <h1 className={styles.title}>{page.title}</h1>
              {page.summary && <p className={styles.standfirst}>{page.summary}</p>}
              <Byline authors={page.authors} words={words} />
            </div>
            <ul className={`${styles.facts} margin`} role="list">
              <li>
                {words.published} <Day of={page.publishedAt} locale={locale.code} />
              </li>
              {isUpdated && (
                <li>
                  {words.updated} <Day of={page.updatedAt} locale={locale.code} />
                </li>
              )}
              <li>{words.minutes(page.readingMinutes)}</li>
            </ul>
          </header>
          {picture && (
            <figure className={`${styles.hero} meridian`}>
              <div className="main">
                <Picture picture={picture} rendition={picture.hero} sizes="(min-width: 80em) 62rem, (min-width: 62em) 80vw, 100vw" isFirst />
              </div>
              <figcaption className="margin">
                <Credit picture={picture} />
              </figcaption>
            </figure>
          )}
          <Body blocks={page.body} locale={locale.code} words={words} />
          <footer>
            {page.corrections.length > 0 && (
              <section className={`${styles.end} meridian`}>
                <h2 className="margin label">{words.corrections}</h2>
                <div className="main">
                  {page.corrections.map((correction, index) => (
                    <CorrectionNote key={index} correction={correction} locale={locale.code} words={words} />
                  ))}
                </div>
              </section>
            )}
            {editions.length > 1 && (
              <section className={`${styles.end} meridian`}>
                <h2 className="margin label">{words.editions}</h2>
                <ol className={`${styles.editions} main`} role="list">
                  {editions.map(({ number, publishedAt, note }) => (
                    <li key={number}>
                      <span className="small">
                        <Day of={publishedAt} locale={locale.code} />
                      </span>
                      {note ?? (number === 1 ? words.firstEdition : words.updated)}
                    </li>
                  ))}
                </ol>
              </section>
            )}
            {page.tagList.length > 0 && (
              <section className={`${styles.end} meridian`}>
                <h2 className="margin label">{words.filedUnder}</h2>
                <div className="main">
                  <Trail label={words.filedUnder} links={page.tagList.map(({ name, path: to }) => ({ label: name, path: to }))} />
                </div>
              </section>
            )}
          </footer>
        </article>
        {related.length > 0 && (
          <Shelf heading={words.related}>
            {related.map((article) => (
              <Teaser key={article.path} article={article} locale={locale.code} />
            ))}
          </Shelf>
        )}
      </>
    ),
  };
};
