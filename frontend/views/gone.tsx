import { Day } from "@/components/moment";
import { PageHead } from "@/components/page-head";
import { graphql } from "@/gql";
import { query } from "@/lib/api";
import type { Place } from "@/lib/place";
import { wordsIn } from "@/lib/words";

const TakeDown = graphql(`
  query TakeDown($path: String!, $site: String) {
    route(path: $path, site: $site) {
      __typename
      ... on GoneRoute { since note }
    }
  }
`);

/** What readers get of a page that was taken down: the newsroom's own sentence, if the desk wrote one. Null for any other. */
export async function Gone({ path, locale }: Place) {
  const { route } = await query(TakeDown, { path });
  if (route?.__typename !== "GoneRoute") return null;
  const words = wordsIn(locale.code);
  return (
    <PageHead title={words.gone} margin={<p className="label">410</p>}>
      <p>{route.note ?? words.goneText}</p>
      {route.since && (
        <p className="small">
          {words.goneSince} <Day of={route.since} locale={locale.code} />
        </p>
      )}
    </PageHead>
  );
}
