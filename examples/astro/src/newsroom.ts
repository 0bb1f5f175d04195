import { DATELINE_URL } from "astro:env/server";
import { type TadaDocumentNode, initGraphQLTada } from "gql.tada";
import { print } from "graphql";
import type { introspection } from "./graphql-env";

export const graphql = initGraphQLTada<{ introspection: introspection; scalars: { DateTime: string } }>();

/** Returns what the newsroom answers. A build that cannot have it fails, and the site stays as it was. */
export async function ask<Result, Variables>(
  document: TadaDocumentNode<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const address = new URL("/graphql/", DATELINE_URL);
  address.search = String(new URLSearchParams({ query: print(document), variables: JSON.stringify(variables) }));
  const response = await fetch(address, { signal: AbortSignal.timeout(10_000) });
  const { data, errors } = (await response.json()) as { data: Result; errors?: { message: string }[] };
  if (errors?.[0]) throw new Error(errors[0].message);
  return data;
}
