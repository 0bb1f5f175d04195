import type { Locale } from "@/lib/site";
import { wordsIn } from "@/lib/words";

/** What a token gets that is wrong or whose time is over: it is not said which. */
export function PreviewEnded({ locale }: { locale: Locale }) {
  const words = wordsIn(locale.code);
  return (
    <>
      <h1>{words.previewEnded}</h1>
      <p>{words.previewEndedText}</p>
    </>
  );
}
