// Relay: the compiler's artifacts, a connection that grows, a fragment that is fetched again by its id.
import relay from "relay-runtime";
import type { ConcreteRequest } from "relay-runtime";
import feedNode from "../generated/relay/relayFeedQuery.graphql";
import moreNode from "../generated/relay/relayFeedPaginationQuery.graphql";
import againNode from "../generated/relay/relayCardRefetchQuery.graphql";
import type { relayFeedQuery$data } from "../generated/relay/relayFeedQuery.graphql";
import storyNode from "../generated/relay/relayStoryQuery.graphql";
import { endpoint, pair, shows, texts } from "./server";

const { Environment, Network, RecordSource, Store, createOperationDescriptor, getRequest, graphql } = relay;

// The compiler reads these; without Babel their artifacts are imported above.
export const documents = () => [
  graphql`
    query relayFeedQuery($count: Int!) {
      ...relayFeed_query @arguments(count: $count)
    }
  `,
  graphql`
    fragment relayFeed_query on Query
    @argumentDefinitions(count: { type: "Int!" }, cursor: { type: "String" })
    @refetchable(queryName: "relayFeedPaginationQuery") {
      articles(first: $count, after: $cursor, orderBy: OLDEST) @connection(key: "relayFeed_articles") {
        edges {
          node {
            id
            ...relayCard_article
          }
        }
      }
    }
  `,
  graphql`
    fragment relayCard_article on ArticlePage @refetchable(queryName: "relayCardRefetchQuery") {
      title
      category {
        name
      }
    }
  `,
  graphql`
    query relayStoryQuery($path: String!) {
      page(path: $path) {
        __typename
        ... on ArticlePage {
          body {
            __typename
            ... on ParagraphBlock {
              html
            }
          }
        }
      }
    }
  `,
];

const environment = new Environment({
  network: Network.create(async ({ id }, variables) => {
    const headers = { "Content-Type": "application/json", Accept: "application/graphql-response+json" };
    const body = JSON.stringify({ documentId: id, variables });
    return (await fetch(endpoint, { method: "POST", headers, body })).json();
  }),
  store: new Store(new RecordSource()),
});

async function fetched(node: ConcreteRequest, variables: Record<string, unknown>): Promise<void> {
  await relay.fetchQuery(environment, node, variables).toPromise();
}

function titles(): string[] {
  const records = environment.getStore().getSource();
  const connection = records.get('client:root:__relayFeed_articles_connection(orderBy:"OLDEST")')
    ?? records.get("client:root:__relayFeed_articles_connection");
  const edges = (connection?.["edges"] as { __refs: string[] }).__refs;
  return edges.map((edge) => {
    const node = (records.get(edge)?.["node"] as { __ref: string }).__ref;
    return String(records.get(node)?.["title"]);
  });
}

await fetched(feedNode, { count: 2 });
const query = environment.lookup(createOperationDescriptor(getRequest(feedNode), { count: 2 }).fragment);
const data = query.data as unknown as relayFeedQuery$data | undefined;
shows("relay: the store holds the whole query", [Boolean(data), query.isMissingData], [true, false]);
const before = titles();
const source = environment.getStore().getSource();
const key = source.getRecordIDs().find((id) => id.includes("__relayFeed_articles_connection") && id.endsWith("pageInfo"));
await fetched(moreNode, { count: 2, cursor: source.get(key ?? "")?.["endCursor"] });
shows("relay: @connection appends the next rows", titles().length, before.length + 2);

const id = source.getRecordIDs().find((one) => source.get(one)?.["__typename"] === "ArticlePage");
await fetched(againNode, { id });
shows("relay: @refetchable finds a node by its id", source.get(id ?? "")?.["title"], before[0]);

for (const path of pair) await fetched(storyNode, { path });
const records = environment.getStore().getSource();
const stories = pair.map((path) => {
  const page = records.get("client:root")?.[`page(path:"${path}")`] as { __ref: string };
  const body = records.get(page.__ref)?.["body"] as { __refs: string[] };
  return records.get(body.__refs[0] ?? "")?.["html"];
});
shows("relay: a translation and a copy overwrite nothing", stories, texts);
