import { error } from "@sveltejs/kit";
import { env } from "$env/dynamic/private";
import type { TypedDocumentString } from "./gql/graphql";

interface Answer<Result> {
  data: Result;
  errors?: { message: string; extensions: { code: string } }[];
}

/** Returns what the newsroom answers: by GET and the hash of the query or, where that is not registered there, by POST in full. */
export async function ask<Result, Variables>(
  fetch: typeof globalThis.fetch,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const api = new URL("/graphql/", env["DATELINE_URL"] ?? "http://127.0.0.1:8000");
  const hashed = new URLSearchParams({ documentId: String(document.__meta__?.["hash"]), variables: JSON.stringify(variables) });
  let answer: Answer<Result> = await (await fetch(`${api}?${hashed}`)).json();
  if (answer.errors?.[0]?.extensions.code === "PERSISTED_QUERY_NOT_FOUND") {
    const body = JSON.stringify({ query: String(document), variables });
    answer = await (await fetch(api, { method: "POST", headers: { "Content-Type": "application/json" }, body })).json();
  }
  if (answer.errors?.[0]) error(502, answer.errors[0].message);
  return answer.data;
}
