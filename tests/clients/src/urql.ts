// urql: the document cache, and Graphcache, which knows things by their ids and checks against the schema.
import { readFileSync } from "node:fs";
import { Client, cacheExchange, fetchExchange, gql } from "@urql/core";
import type { Exchange } from "@urql/core";
import { cacheExchange as graphcache } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";
import { buildSchema, introspectionFromSchema, isObjectType } from "graphql";
import { endpoint, pair, shows, texts } from "./server";

const schema = buildSchema(readFileSync("../../schema.graphql", "utf8"));
const withoutId = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !type.getFields()["id"]);

const Categories = gql`{ categories { id name articleCount } }`;
const Feed = gql`
  query Feed($after: String) {
    articles(first: 2, after: $after, orderBy: OLDEST) {
      edges { node { id title seo { title } image { id rendition(preset: THUMBNAIL) { url srcSet } } } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

function made(cache: Exchange): Client {
  return new Client({ url: endpoint, exchanges: [cache, fetchExchange], preferGetMethod: true });
}

const simple = made(cacheExchange);
const asked = await simple.query(Categories, {}).toPromise();
const kept = await simple.query(Categories, {}).toPromise();
shows("urql: the document cache answers the second time", kept.operation.context.meta?.cacheOutcome, "hit");
shows("urql: with the same", kept.data, asked.data);

const normalised = made(
  graphcache({
    schema: introspectionFromSchema(schema),
    keys: Object.fromEntries(withoutId.map((type) => [type.name, () => null])),
    resolvers: { Query: { articles: relayPagination() } },
  }),
);
const first = await normalised.query(Feed, {}).toPromise();
if (first.error) throw first.error;
const after: string = first.data.articles.pageInfo.endCursor;
const both = await normalised.query(Feed, { after }).toPromise();
const titles: string[] = both.data.articles.edges.map((edge: { node: { title: string } }) => edge.node.title);
shows("urql: Graphcache joins the pages", [titles.length, new Set(titles).size], [4, 4]);

const Story = gql`
  query Story($path: String!) {
    page(path: $path) { id ... on ArticlePage { body { id ... on ParagraphBlock { html } } } }
  }
`;
for (const path of pair) await normalised.query(Story, { path }).toPromise();
const stories: string[] = [];
for (const path of pair) {
  const story = await normalised.query(Story, { path }, { requestPolicy: "cache-only" }).toPromise();
  stories.push(story.data?.page.body[0].html);
}
shows("urql: a translation and a copy overwrite nothing", stories, texts);
