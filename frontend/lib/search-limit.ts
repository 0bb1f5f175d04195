/** For how long searches are counted. */
export const SEARCHES_MILLISECONDS = 60_000;

const MOST_SEARCHES = 30;
const MOST_ADDRESSES = 10_000;

/** How often each address has searched. */
const searches = new Map<string, number>();
let endsAt = 0;

/**
 * Counts a search, and returns whether its reader may make it: 30 a minute for each address.
 *
 * The newsroom sees one address for all readers of this server. Without this limit a single reader, or a crawler, could use up the
 * points of `GRAPHQL_RATE`, and nobody would get a page that is not kept.
 *
 * The last address of `X-Forwarded-For` is the one that the proxy in front has written; those before it are what the client says.
 */
export function maySearch(headers: Headers): boolean {
  if (Date.now() >= endsAt || searches.size >= MOST_ADDRESSES) {
    searches.clear();
    endsAt = Date.now() + SEARCHES_MILLISECONDS;
  }
  const address = headers.get("X-Forwarded-For")?.split(",").at(-1)?.trim() ?? "";
  const count = (searches.get(address) ?? 0) + 1;
  searches.set(address, count);
  return count <= MOST_SEARCHES;
}
