import { type FragmentType, graphql, readFragment } from "@/gql";
import styles from "@/components/blocks/blocks.module.css";
import type { Words } from "@/lib/words";

const Block = graphql(`
  fragment QuestionAnswer on QuestionAnswerBlock { question answer }
`);

export function QuestionAnswer({ block, words }: { block: FragmentType<typeof Block>; words: Words }) {
  const { question, answer } = readFragment(Block, block);
  return (
    <div className={`${styles.row} meridian`}>
      <p className={`${styles.side} margin label`}>{words.question}</p>
      <div className={`${styles.measure} main`}>
        <p className={styles.question}>{question}</p>
        {answer.split(/\n\s*\n/).map((paragraph, index) => (
          <p key={index} className={styles.answer}>
            {paragraph}
          </p>
        ))}
      </div>
    </div>
  );
}
