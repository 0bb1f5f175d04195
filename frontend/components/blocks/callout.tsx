import { type FragmentType, graphql, readFragment } from "@/gql";
import styles from "@/components/blocks/blocks.module.css";
import { RichText } from "@/components/rich-text";

const Block = graphql(`
  fragment Callout on CalloutBlock { title content }
`);

export function Callout({ block }: { block: FragmentType<typeof Block> }) {
  const { title, content } = readFragment(Block, block);
  return (
    <aside className={`${styles.row} ${styles.wide} meridian`} aria-label={title || undefined}>
      <div className="main">
        <div className={styles.callout}>
          {title && <p className={styles.calloutTitle}>{title}</p>}
          <RichText content={content} />
        </div>
      </div>
    </aside>
  );
}
