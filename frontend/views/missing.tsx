import { PageHead } from "@/components/page-head";
import type { Locale } from "@/lib/site";
import { wordsIn } from "@/lib/words";

/** What readers get with status 404. */
export function Missing({ locale }: { locale: Locale }) {
  const words = wordsIn(locale.code);
  return (
    <PageHead title={words.missing} margin={<p className="label">404</p>}>
      <p>{words.missingText}</p>
    </PageHead>
  );
}
