import { graphql } from "@/gql";
import { CorrectionNote } from "@/components/corrections";
import { PageHead } from "@/components/page-head";
import styles from "@/views/corrections.module.css";
import { query, unlessRefused } from "@/lib/api";
import { languages } from "@/lib/site";
import type { ViewMaker } from "@/lib/view";
import { wordsIn } from "@/lib/words";

const Corrections = graphql(`
  query Corrections($after: String, $locale: String, $site: String) {
    corrections(first: 20, after: $after, locale: $locale, site: $site) {
      nodes { id ...CorrectionNote article { title path } }
      pageInfo { hasNextPage endCursor }
    }
    site(hostname: $site) { name rootPage { seo { canonicalUrl } } }
  }
`);

/** The corrections of all articles of a language, the latest first: the column that newspapers print. */
export const viewOfCorrections: ViewMaker<"corrections"> = async ({ path, locale }, search) => {
  const [{ corrections, site }, locales] = await Promise.all([
    // After a broken cursor, from the first.
    unlessRefused(query(Corrections, { after: search.get("after"), locale: locale.code }), () =>
      query(Corrections, { after: null, locale: locale.code }),
    ),
    languages(),
  ]);
  const words = wordsIn(locale.code);
  const origin = new URL(site.rootPage.seo.canonicalUrl).origin;
  const { hasNextPage, endCursor } = corrections.pageInfo;
  return {
    metadata: {
      title: `${words.corrections} – ${site.name}`,
      description: words.correctionsIntro,
      alternates: {
        canonical: origin + path,
        languages: Object.fromEntries(locales.map(({ code, prefix }) => [code, `${origin}${prefix}/corrections/`])),
      },
      robots: search.size > 0 ? { index: false } : null,
    },
    translations: locales.map(({ code, prefix }) => ({
      locale: code,
      path: `${prefix}/corrections/`,
      url: `${origin}${prefix}/corrections/`,
    })),
    body: (
      <>
        <PageHead title={words.corrections}>
          <p>{words.correctionsIntro}</p>
        </PageHead>
        {corrections.nodes.length === 0 && <p>{words.nothing}</p>}
        <ol role="list">
          {corrections.nodes.map((correction) => (
            <li key={correction.id} className={`${styles.row} meridian`}>
              <div className="main">
                <h2 className={styles.headline}>
                  <a href={correction.article.path}>{correction.article.title}</a>
                </h2>
                <CorrectionNote correction={correction} locale={locale.code} words={words} />
              </div>
            </li>
          ))}
        </ol>
        {hasNextPage && endCursor && (
          <p className="meridian">
            <span className="main">
              <a rel="next" href={`${path}?${new URLSearchParams({ after: endCursor })}`}>
                {words.next}
              </a>
            </span>
          </p>
        )}
      </>
    ),
  };
};
