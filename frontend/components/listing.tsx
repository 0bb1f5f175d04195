import { type FragmentType, graphql, readFragment } from "@/gql";
import styles from "@/components/listing.module.css";
import { Day } from "@/components/moment";
import { NumberedPages } from "@/components/numbered-pages";
import { CardPicture, Credit, Picture } from "@/components/picture";
import type { Locale } from "@/lib/site";
import type { Search } from "@/lib/view";
import { wordsIn } from "@/lib/words";

export const PAGE_SIZE = 10;

const Row = graphql(`
  fragment ListingRow on ArticlePage {
    id
    path
    title
    kicker
    publishedAt
    summary
    image { ...CardPicture }
  }
`);

interface Props {
  rows: FragmentType<typeof Row>[];
  /** How many rows there are on all pages together. */
  total: number;
  /** The number of this page, from 1. */
  number: number;
  path: string;
  search: Search;
  locale: Locale;
}

/** A page of a numbered list of articles; each row has its number, credit, label, headline, date and summary, in this order. */
export function Listing({ rows, total, number, path, search, locale }: Props) {
  const words = wordsIn(locale.code);
  if (rows.length === 0) return <p className={styles.nothing}>{words.nothing}</p>;
  const before = (number - 1) * PAGE_SIZE;
  return (
    <>
      <ol role="list" className={styles.rows}>
        {rows.map((row, index) => (
          <ListingRow key={index} row={row} position={before + index + 1} locale={locale.code} />
        ))}
      </ol>
      <NumberedPages number={number} total={Math.ceil(total / PAGE_SIZE)} path={path} search={search} words={words} />
    </>
  );
}

function ListingRow({ row, position, locale }: { row: FragmentType<typeof Row>; position: number; locale: string }) {
  const { path, title, kicker, publishedAt, summary, image } = readFragment(Row, row);
  const picture = image && readFragment(CardPicture, image);
  return (
    <li className={`${styles.row} meridian`}>
      <span className={`${styles.number} margin`}>{position}.</span>
      <article className={`${styles.article} main`} data-pictured={picture ? true : undefined}>
        {picture && (
          <div className={styles.picture}>
            <Picture picture={picture} rendition={picture.card} sizes="(min-width: 62em) 15rem, (min-width: 40em) 12rem, 7.5rem" isFirst={position === 1} />
            <Credit picture={picture} />
          </div>
        )}
        {kicker && <p className="label">{kicker}</p>}
        <h2 className={styles.headline}>
          <a href={path}>{title}</a>
        </h2>
        <p className="small">
          <Day of={publishedAt} locale={locale} />
        </p>
        {summary && <p className={styles.summary}>{summary}</p>}
      </article>
    </li>
  );
}
