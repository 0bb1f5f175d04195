import "server-only";

import { cache } from "react";

import * as documents from "@/gql/graphql";
import { ask } from "@/lib/ask";

/** The token of the preview that is being rendered; none for what every reader gets. It lasts for one rendering. */
export const rendering = cache((): { token: string | null } => ({ token: null }));

/**
 * Returns the draft that a preview shows, under the name by which a document asks for the published page.
 *
 * Nothing outside a preview, and for a document that asks for no page.
 */
export async function askForDraft(text: string, variables: object): Promise<object> {
  const { token } = rendering();
  const name = /query (\w+)/.exec(text)?.[1];
  const preview = token && (documents as Record<string, unknown>)[`${name}PreviewDocument`];
  if (!(preview instanceof documents.TypedDocumentString)) return {};
  const { data } = await ask(preview as documents.TypedDocumentString<object, object>, { ...variables, token });
  return data;
}
