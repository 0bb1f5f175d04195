import { type FragmentType, graphql, readFragment } from "@/gql";
import styles from "@/components/blocks/blocks.module.css";

const Block = graphql(`
  fragment Heading on HeadingBlock { text level anchor }
`);

export function Heading({ block }: { block: FragmentType<typeof Block> }) {
  const { text, level, anchor } = readFragment(Block, block);
  const Tag = `h${level as 2 | 3 | 4}` as const;
  return (
    <div className={`${styles.row} meridian`}>
      <Tag className={`${styles.heading} main`} id={anchor}>
        {text}
      </Tag>
    </div>
  );
}
