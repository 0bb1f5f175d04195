// graphql-codegen's client preset: documents as strings, registered as trusted documents, typed without a cast.
import { graphql } from "../generated/codegen";
import type { TypedDocumentString } from "../generated/codegen/graphql";
import { endpoint, shows } from "./server";

const Latest = graphql(`
  query Latest($first: Int!) {
    articles(first: $first) {
      totalCount
      nodes { id title publishedAt category { name } image { rendition(preset: CARD) { url } } }
    }
  }
`);

const Story = graphql(`
  query Story($path: String!) {
    page(path: $path) {
      __typename
      title
      ... on ArticlePage {
        tags
        body {
          __typename
          id
          ... on HeadingBlock { text level }
          ... on ImageBlock { alt image { placeholder } }
          ... on TableBlock { rows }
        }
      }
    }
  }
`);

async function ask<Data, Variables>(document: TypedDocumentString<Data, Variables>, variables: Variables): Promise<Data> {
  const address = new URL(endpoint);
  address.searchParams.set("documentId", String(document.__meta__?.["hash"]));
  address.searchParams.set("variables", JSON.stringify(variables));
  const response = await fetch(address, { headers: { Accept: "application/graphql-response+json" } });
  const body = (await response.json()) as { data?: Data; errors?: { message: string }[] };
  if (!body.data) throw new Error(JSON.stringify(body.errors));
  return body.data;
}

const { articles } = await ask(Latest, { first: 2 });
const names: string[] = articles.nodes.map((node) => `${node.title}: ${node.category?.name ?? "none"}`);
shows("codegen: a typed list by its document's hash", names, ["Story 004: Category 004", "Story 003: Category 003"]);
shows("codegen: a count is a number", articles.totalCount + 1, 7);

const { page } = await ask(Story, { path: "/news/story-0/" });
if (page?.__typename !== "ArticlePage") throw new Error("an article was expected");
const headings: string[] = page.body.flatMap((block) => (block.__typename === "HeadingBlock" ? [block.text] : []));
shows("codegen: blocks are told apart by __typename", headings, ["What happened"]);
