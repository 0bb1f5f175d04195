// Apollo Client: a normalised cache that knows the schema's interfaces, GET, persisted queries, endless lists.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { relayStylePagination } from "@apollo/client/utilities";
import { buildSchema, isInterfaceType } from "graphql";
import { filter, firstValueFrom } from "rxjs";
import { endpoint, pair, shows, texts } from "./server";

const schema = buildSchema(readFileSync("../../schema.graphql", "utf8"));
const interfaces = Object.values(schema.getTypeMap()).filter(isInterfaceType);
const possibleTypes = Object.fromEntries(
  interfaces.map((one) => [one.name, schema.getPossibleTypes(one).map((type) => type.name)]),
);

const sent: string[] = [];
const client = new ApolloClient({
  cache: new InMemoryCache({
    possibleTypes,
    typePolicies: { Query: { fields: { articles: relayStylePagination(["orderBy", "filter"]) } } },
  }),
  link: ApolloLink.from([
    new PersistedQueryLink({
      sha256: (text: string) => createHash("sha256").update(text).digest("hex"),
      useGETForHashedQueries: true,
    }),
    new HttpLink({
      uri: endpoint,
      fetch: (address, options) => {
        sent.push(`${options?.method ?? "GET"} ${String(address).includes("query=") || options?.body ? "in full" : "by hash"}`);
        return fetch(address, options);
      },
    }),
  ]),
});

const Feed = gql`
  query Feed($after: String) {
    articles(first: 2, after: $after, orderBy: OLDEST) {
      edges { cursor node { id title parent { id title } } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;
type Feed = { articles: { edges: { node: { id: string; title: string } }[]; pageInfo: { endCursor: string } } };

const feed = client.watchQuery<Feed, { after?: string }>({ query: Feed, variables: {} });
const first = (await firstValueFrom(feed.pipe(filter((result) => result.dataState === "complete")))).data;
shows("apollo: an unknown hash is sent in full, once", sent, ["GET by hash", "POST in full"]);
await feed.fetchMore({ variables: { after: first?.articles.pageInfo.endCursor ?? "" } });
shows("apollo: then by hash alone, by GET", sent.slice(2), ["GET by hash"]);
const titles = feed.getCurrentResult().data?.articles?.edges?.map((edge) => edge?.node?.title);
shows("apollo: relayStylePagination joins the pages", [titles?.length, new Set(titles).size], [4, 4]);

const Page = gql`
  query Page($path: String!) {
    page(path: $path) {
      id
      ...Head
      ... on ArticlePage { related { id ...Head } image { id alt rendition(preset: CARD) { url } } }
    }
  }
  fragment Head on Page { title seo { description } }
`;
const page = await client.query({ query: Page, variables: { path: "/news/story-0/" } });
shows("apollo: a fragment on an interface fits", (page.data as { page: { title: string } }).page.title, "Story 000");
const again = await client.query({ query: Page, variables: { path: "/news/story-0/" }, fetchPolicy: "cache-only" });
shows("apollo: the cache answers alone, nothing missing", again.data, page.data);
const cached = Object.keys(client.cache.extract() as object).filter((key) => key.startsWith("ArticlePage:"));
shows("apollo: things are kept by type and id", cached.length >= 4, true);

const Story = gql`
  query Story($path: String!) {
    page(path: $path) { id ... on ArticlePage { body { id ... on ParagraphBlock { html } } } }
  }
`;
type Story = { page: { body: { html: string }[] } };
for (const path of pair) await client.query({ query: Story, variables: { path } });
const stories = await Promise.all(
  pair.map((path) => client.query<Story>({ query: Story, variables: { path }, fetchPolicy: "cache-only" })),
);
shows("apollo: a translation and a copy overwrite nothing", stories.map((one) => one.data?.page.body[0]?.html), texts);
client.stop();
