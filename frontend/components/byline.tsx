import { Fragment } from "react";

import { type FragmentType, graphql, readFragment } from "@/gql";
import { Avatar, Picture } from "@/components/picture";
import styles from "@/components/byline.module.css";
import type { Words } from "@/lib/words";

const Author = graphql(`
  fragment Byline on Author { name path jobTitle portrait { ...Avatar } }
`);

/** Names the authors of an article, in the editors' order. */
export function Byline({ authors, words }: { authors: FragmentType<typeof Author>[]; words: Words }) {
  const named = readFragment(Author, authors);
  if (named.length === 0) return null;
  return (
    <div className={styles.byline}>
      {named.map(({ name, portrait }) => {
        const picture = portrait && readFragment(Avatar, portrait);
        return picture && <Picture key={name} className={styles.portrait} picture={picture} rendition={picture.thumbnail} alt="" sizes="3rem" />;
      })}
      <p>
        {words.by}{" "}
        {named.map(({ name, path }, index) => (
          <Fragment key={path}>
            {index > 0 && (index === named.length - 1 ? ` ${words.and} ` : ", ")}
            <a rel="author" href={path}>
              {name}
            </a>
          </Fragment>
        ))}
        {named.length === 1 && named[0]?.jobTitle && <span className={styles.job}>{named[0].jobTitle}</span>}
      </p>
    </div>
  );
}
