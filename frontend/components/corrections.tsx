import { type FragmentType, graphql, readFragment } from "@/gql";
import styles from "@/components/corrections.module.css";
import { Day } from "@/components/moment";
import type { Words } from "@/lib/words";

const Correction = graphql(`
  fragment CorrectionNote on Correction { date kind text }
`);

interface Props {
  correction: FragmentType<typeof Correction>;
  locale: string;
  words: Words;
}

/** What was wrong, unclear or new, and since when it is right. */
export function CorrectionNote({ correction, locale, words }: Props) {
  const { date, kind, text } = readFragment(Correction, correction);
  return (
    <div className={styles.note}>
      <p className={styles.head}>
        <b>{words.correctionKinds[kind]}</b> <Day of={date} locale={locale} />
      </p>
      <p>{text}</p>
    </div>
  );
}
