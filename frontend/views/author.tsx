import { graphql, readFragment } from "@/gql";
import { Listing, PAGE_SIZE } from "@/components/listing";
import { pageHref } from "@/components/numbered-pages";
import { PageHead } from "@/components/page-head";
import { Avatar, Picture } from "@/components/picture";
import styles from "@/views/author.module.css";
import { query } from "@/lib/api";
import { metadataOf } from "@/lib/metadata";
import { pageNumber, type ViewMaker } from "@/lib/view";
import { wordsIn } from "@/lib/words";

const Author = graphql(`
  query Author($slug: String!, $first: Int!, $page: Int!, $locale: String, $site: String) {
    author(slug: $slug, locale: $locale, site: $site) {
      name
      path(locale: $locale, site: $site)
      jobTitle
      bio
      portrait { ...Avatar }
      translations(locale: $locale, site: $site) { locale path url }
      seo(locale: $locale, site: $site) { ...Head }
      feeds(locale: $locale, site: $site) { url mediaType content }
      articles(first: $first, page: $page, locale: $locale, site: $site) { totalCount nodes { ...ListingRow } }
    }
  }
`);

/** The page of an author: who that is, and the articles under that name. */
export const viewOfAuthor: ViewMaker<"author"> = async ({ slug, locale }, search) => {
  const number = pageNumber(search);
  if (!number) return null;
  const { author } = await query(Author, { slug, first: PAGE_SIZE, page: number, locale: locale.code });
  if (!author) return null;
  const words = wordsIn(locale.code);
  const { totalCount, nodes } = author.articles;
  const portrait = author.portrait && readFragment(Avatar, author.portrait);
  return {
    metadata: metadataOf(author.seo, {
      ...author,
      locale: locale.code,
      query: pageHref("", new URLSearchParams(), number),
    }),
    translations: author.translations,
    body: (
      <>
        <PageHead
          title={author.name}
          margin={
            <>
              {portrait && <Picture className={styles.portrait} picture={portrait} rendition={portrait.thumbnail} sizes="7.5rem" isFirst />}
              <p className="small">{words.stories(totalCount)}</p>
            </>
          }
        >
          <p className="label">{author.jobTitle}</p>
          <p>{author.bio}</p>
        </PageHead>
        <Listing rows={nodes} total={totalCount} number={number} path={author.path} search={search} locale={locale} />
      </>
    ),
  };
};
