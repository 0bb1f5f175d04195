import { type FragmentType, graphql, readFragment } from "@/gql";
import styles from "@/components/blocks/blocks.module.css";
import type { Words } from "@/lib/words";

const Block = graphql(`
  fragment Embed on EmbedBlock { url html aspectRatio title provider }
`);

/** A player of another site in a place that is kept free for it, or a card where it cannot be embedded. */
export function Embed({ block, words }: { block: FragmentType<typeof Block>; words: Words }) {
  const { url, html, aspectRatio, title, provider } = readFragment(Block, block);
  const name = title || provider || new URL(url).hostname;
  return (
    <figure className={`${styles.row} ${styles.wide} meridian`}>
      <div className="main">
        {html ? (
          <div
            className={styles.player}
            style={{ aspectRatio: aspectRatio ?? undefined }}
            // The API gives frames, quoted text and links alone; what others load begins when a reader comes near.
            dangerouslySetInnerHTML={{ __html: html.replaceAll("<iframe ", '<iframe loading="lazy" ') }}
          />
        ) : (
          <p className={styles.card}>{name}</p>
        )}
      </div>
      <figcaption className={`${styles.caption} margin`}>
        {html && title && <span>{title}</span>}
        <a href={url} rel="noopener noreferrer">
          {provider ? words.embedded(provider) : words.elsewhere}
        </a>
      </figcaption>
    </figure>
  );
}
