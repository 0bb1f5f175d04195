import { type FragmentType, graphql, readFragment } from "@/gql";
import styles from "@/components/blocks/blocks.module.css";
import { RichText } from "@/components/rich-text";

const Block = graphql(`
  fragment Paragraph on ParagraphBlock { content }
`);

export function Paragraph({ block }: { block: FragmentType<typeof Block> }) {
  return (
    <div className={`${styles.row} meridian`}>
      <div className={`${styles.measure} main`}>
        <RichText content={readFragment(Block, block).content} />
      </div>
    </div>
  );
}
