import { graphql } from "@/gql";
import type { PageType, SearchFilter, SearchOrder } from "@/gql/graphql";
import { NumberedPages } from "@/components/numbered-pages";
import { Facets } from "@/components/facets";
import { Day } from "@/components/moment";
import { PAGE_SIZE } from "@/components/listing";
import styles from "@/views/search.module.css";
import { query, unlessRefused } from "@/lib/api";
import { languages } from "@/lib/site";
import { pageNumber, type Search, type ViewMaker } from "@/lib/view";
import { wordsIn } from "@/lib/words";
import { SearchForm } from "@/components/search-form";

const SearchPage = graphql(`
  query Search(
    $query: String!
    $first: Int!
    $page: Int!
    $filter: SearchFilter!
    $orderBy: SearchOrder!
    $locale: String
    $site: String
  ) {
    search(
      query: $query
      first: $first
      page: $page
      filter: $filter
      orderBy: $orderBy
      autocorrect: true
      locale: $locale
      site: $site
    ) {
      totalCount
      didYouMean
      correctedQuery
      edges {
        highlight { title text }
        node { __typename path ... on ArticlePage { kicker publishedAt } }
      }
      facets { ...Facets }
    }
  }
`);

const TYPES: readonly string[] = ["ARTICLE", "STANDARD", "NEWS_INDEX", "HOME"] satisfies PageType[];

/** The search: results with what was found in them, facets that narrow them, and a likelier spelling. */
export const viewOfSearch: ViewMaker<"search"> = async ({ path, locale }, search) => {
  const words = wordsIn(locale.code);
  const locales = await languages();
  const typed = (search.get("q") ?? "").trim().slice(0, 200);
  return {
    metadata: { title: typed ? `${typed} – ${words.searchFor}` : words.searchFor, robots: { index: false } },
    translations: locales.map(({ code, prefix }) => ({ locale: code, path: `${prefix}/search/`, url: `${prefix}/search/` })),
    body: (
      <>
        <header className={`${styles.head} meridian`}>
          <div className="main">
            <h1 className={styles.title}>{words.searchFor}</h1>
            <SearchForm locale={locale} words={words} isLarge typed={typed} />
          </div>
        </header>
        {typed && <Results typed={typed} path={path} search={search} locale={locale.code} />}
      </>
    ),
  };
};

interface Props {
  typed: string;
  path: string;
  search: Search;
  locale: string;
}

async function Results({ typed, path, search, locale }: Props) {
  const words = wordsIn(locale);
  const number = pageNumber(search) ?? 1;
  const orderBy: SearchOrder = search.get("order") === "NEWEST" ? "NEWEST" : "RELEVANCE";
  const variables = { query: typed, first: PAGE_SIZE, page: number, filter: filterOf(search), orderBy, locale };
  const answer = await unlessRefused(query(SearchPage, variables), () => null);
  // Too many excluded words, too long a quotation, or a page beyond those that can be read.
  if (!answer) {
    return (
      <div className={`${styles.results} meridian`}>
        <p className={`${styles.spelling} main`} role="status">
          {words.nothingFor(typed)}
        </p>
      </div>
    );
  }
  const { search: found } = answer;
  const before = (number - 1) * PAGE_SIZE;
  // By relevance the first 1,000 can be read.
  const readable = orderBy === "RELEVANCE" ? Math.min(found.totalCount, 1000) : found.totalCount;
  return (
    <div className={`${styles.results} meridian`}>
      <div className="margin">
        <p className="small" role="status">
          {words.results(found.totalCount)}
        </p>
        <Facets facets={found.facets} path={path} search={search} words={words} />
      </div>
      <div className="main">
        {(found.correctedQuery || found.edges.length === 0) && (
          <p className={styles.spelling}>{words.nothingFor(typed)}</p>
        )}
        {found.didYouMean && (
          <p className={styles.spelling}>
            {found.correctedQuery ? words.shownInstead : words.didYouMean}{" "}
            <a href={`${path}?${new URLSearchParams({ q: found.didYouMean })}`}>{found.didYouMean}</a>
            {!found.correctedQuery && "?"}
          </p>
        )}
        <ol role="list" start={before + 1}>
          {found.edges.map(({ highlight, node }) => (
            <li key={node.path} className={styles.result}>
              {node.__typename === "ArticlePage" && node.kicker && <p className="label">{node.kicker}</p>}
              <h2 className={styles.headline}>
                {/* Escaped HTML with <mark> and nothing else. */}
                <a href={node.path} dangerouslySetInnerHTML={{ __html: highlight.title }} />
              </h2>
              <p dangerouslySetInnerHTML={{ __html: highlight.text }} />
              {node.__typename === "ArticlePage" && (
                <p className="small">
                  <Day of={node.publishedAt} locale={locale} />
                </p>
              )}
            </li>
          ))}
        </ol>
        <NumberedPages number={number} total={Math.ceil(readable / PAGE_SIZE)} path={path} search={search} words={words} />
      </div>
    </div>
  );
}

function filterOf(search: Search): SearchFilter {
  const [type, category, year] = [search.get("type"), search.get("category"), search.get("year")];
  return {
    ...(type && TYPES.includes(type) && { type: [type as PageType] }),
    ...(category && { category: [category] }),
    ...(year && /^\d{4}$/.test(year) && { publishedFrom: `${year}-01-01`, publishedTo: `${year}-12-31` }),
  };
}
