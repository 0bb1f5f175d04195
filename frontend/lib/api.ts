import "server-only";

import { cacheLife, cacheTag } from "next/cache";
import { cache } from "react";

import { TypedDocumentString } from "@/gql/graphql";
import { type Answer, ask, hashOf } from "@/lib/ask";
import { askForDraft } from "@/lib/preview/draft";

/** Next.js ignores the tags beyond, with a warning. */
const MOST_TAGS_AT_ONCE = 128;

/**
 * Returns what the API answers to a document, from Next's cache if it is there.
 *
 * The answer is kept under the tags that came with it: the webhook of the newsroom revalidates what shows what has changed, and
 * nothing else. Where the webhook is lost, it is asked for again after the `s-maxage` of the API.
 *
 * In a preview, the page in it is the editor's draft, of which nothing is kept.
 *
 * Raises ApiError, of which nothing is kept.
 */
export async function query<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Omit<Variables, "site">,
): Promise<Result> {
  const { data, tags } = await cachedOrDraft(document, variables, true);
  for (const tag of tags) tagsOfPage().add(tag);
  return data;
}

/**
 * Returns what the API answers to a document, kept for the `s-maxage` of the answer, whatever changes meanwhile: for what stands on
 * many pages and may be a minute late.
 */
export async function queryUntagged<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Omit<Variables, "site">,
): Promise<Result> {
  return (await cachedOrDraft(document, variables, false)).data;
}

/** Returns what was asked for, or something else where the API refuses what a reader has put into the address. */
export async function unlessRefused<Result, Other>(
  asked: Promise<Result>,
  other: () => Other | Promise<Other>,
): Promise<Result | Other> {
  return asked.catch((error: unknown) => {
    if (error instanceof Error && "digest" in error && error.digest === "BAD_USER_INPUT") return other();
    throw error;
  });
}

/** The tags of all that was asked for in this rendering: what the page is made of. */
export const tagsOfPage = cache(() => new Set<string>());

async function cachedOrDraft<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Omit<Variables, "site">,
  isTagged: boolean,
): Promise<{ data: Result; tags: string[] }> {
  const [{ data, tags }, draft] = await Promise.all([
    cached(document.toString(), hashOf(document), variables, isTagged),
    askForDraft(document.toString(), variables),
  ]);
  return { data: { ...(data as Result), ...draft }, tags };
}

async function cached(
  text: string,
  hash: string,
  variables: object,
  isTagged: boolean,
): Promise<{ data: unknown; tags: string[] }> {
  "use cache";
  const document = new TypedDocumentString<unknown, object>(text, { hash });
  const answer = await ask(document, variables);
  keep(isTagged ? answer : { ...answer, tags: [] });
  return { data: answer.data, tags: answer.tags };
}

function keep({ tags, seconds }: Answer<unknown>): void {
  const all = ["everything", ...tags];
  for (let start = 0; start < all.length; start += MOST_TAGS_AT_ONCE) {
    cacheTag(...all.slice(start, start + MOST_TAGS_AT_ONCE));
  }
  cacheLife({ stale: 0, revalidate: seconds, expire: Math.max(2 * seconds, 3600) });
}
