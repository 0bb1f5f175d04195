import { type FragmentType, graphql, readFragment } from "@/gql";
import styles from "@/components/blocks/blocks.module.css";

const Block = graphql(`
  fragment Quote on QuoteBlock { quote attribution }
`);

export function Quote({ block }: { block: FragmentType<typeof Block> }) {
  const { quote, attribution } = readFragment(Block, block);
  return (
    <figure className={`${styles.row} ${styles.wide} meridian`}>
      <blockquote className={`${styles.quote} main`}>
        <p>{quote}</p>
      </blockquote>
      {attribution && <figcaption className={`${styles.attribution} margin`}>{attribution}</figcaption>}
    </figure>
  );
}
