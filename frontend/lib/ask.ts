import type { TypedDocumentString } from "@/gql/graphql";
import { API_URL, SITE_HOSTNAME, TIMEOUT_MILLISECONDS, UNTOLD_SECONDS } from "@/lib/settings";

/** Thrown where the API did not answer, or answered with an error. */
export class ApiError extends Error {
  override name = "ApiError";

  constructor(
    message: string,
    /** A code of the API (docs/api.md, Errors), or `NO_ANSWER`. */
    readonly code: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** All that Next.js lets through of an error within `"use cache"`. */
  get digest(): string {
    return this.code;
  }
}

/** Servers refuse longer ones, some from 4,094 characters on. */
const LONGEST_ADDRESS = 4000;

export interface Answer<Result> {
  data: Result;
  /** What it was made of: the webhook of the newsroom names these when they change. */
  tags: string[];
  /** For how long it may be kept. */
  seconds: number;
}

interface Body {
  data?: unknown;
  errors?: { message: string; extensions?: { code?: string } }[];
  extensions?: { tags?: string[] };
}

/**
 * Asks the API, past every cache of this server.
 *
 * By GET and the hash under which the build has registered the document, which caches on the way can answer; by POST where that
 * address is too long for the servers on the way, and in full where the API does not know the hash.
 *
 * Raises ApiError.
 */
export async function ask<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  given: Omit<Variables, "site">,
): Promise<Answer<Result>> {
  const variables = SITE_HOSTNAME ? { ...given, site: SITE_HOSTNAME } : given;
  const extensions = { tags: true };
  const documentId = hashOf(document);
  const parameters = { documentId, variables: JSON.stringify(variables), extensions: JSON.stringify(extensions) };
  const address = `${API_URL}?${new URLSearchParams(parameters)}`;
  let { body, seconds } =
    address.length <= LONGEST_ADDRESS ? await send(address, {}) : await post({ documentId, variables, extensions });
  if (body.errors?.[0]?.extensions?.code === "PERSISTED_QUERY_NOT_FOUND") {
    ({ body, seconds } = await post({ query: document.toString(), variables, extensions }));
  }
  const error = body.errors?.[0];
  if (error) throw new ApiError(error.message, error.extensions?.code ?? "UNKNOWN");
  return { data: body.data as Result, tags: body.extensions?.tags ?? [], seconds };
}

/** Returns the id under which the build has registered a document. */
export function hashOf<Result, Variables>(document: TypedDocumentString<Result, Variables>): string {
  return String(document.__meta__?.["hash"]);
}

function post(body: object): Promise<{ body: Body; seconds: number }> {
  return send(API_URL, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

async function send(url: string, options: RequestInit): Promise<{ body: Body; seconds: number }> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
    const response = await fetch(url, { ...options, cache: "no-store", signal });
    return { body: (await response.json()) as Body, seconds: sharedMaxAge(response) };
  } catch (cause) {
    throw new ApiError(`There is no answer of the API at ${API_URL}.`, "NO_ANSWER", { cause });
  }
}

function sharedMaxAge(response: Response): number {
  const seconds = /s-maxage=(\d+)/.exec(response.headers.get("Cache-Control") ?? "")?.[1];
  return Number(seconds) || UNTOLD_SECONDS;
}
