import { revalidateTag } from "next/cache";
import { Webhook, WebhookVerificationError } from "standardwebhooks";

import { WEBHOOK_SECRET } from "@/lib/settings";

/** The newsroom sends about 60 kB at most. */
const MAX_BODY_CHARACTERS = 1_000_000;

/** Standard Webhooks refuses messages older than five minutes, so that an id need not be remembered for longer than twice that. */
const REMEMBERED_MILLISECONDS = 600_000;

/** When each message was handled: one that comes again is taken, and revalidates nothing. */
const handled = new Map<string, number>();

/**
 * Takes the newsroom's webhook (docs/webhooks.md) and revalidates what was made of the tags in it, and nothing else.
 *
 * The next reader of such a page gets a new one, not the old one for a last time.
 */
export async function POST(request: Request): Promise<Response> {
  if (!WEBHOOK_SECRET) return refuse(503, "DATELINE_WEBHOOK_SECRET is not set: see docs/frontend.md, Fresh at once.");
  const body = await request.text();
  if (body.length > MAX_BODY_CHARACTERS) return refuse(413, `A message has ${MAX_BODY_CHARACTERS} characters at most.`);
  let message: unknown;
  try {
    message = new Webhook(WEBHOOK_SECRET).verify(body, Object.fromEntries(request.headers));
  } catch (error) {
    if (error instanceof WebhookVerificationError) return refuse(401, `${error.message}. Is the secret that of this webhook?`);
    if (error instanceof SyntaxError) return refuse(400, "The message is no JSON.");
    throw error;
  }
  const tags = tagsOf(message);
  if (!tags) return refuse(400, "The message has no `data.tags`, a list of strings.");
  const id = String(request.headers.get("webhook-id"));
  forgetOld();
  if (!handled.has(id)) {
    for (const tag of tags) revalidateTag(tag, { expire: 0 });
    handled.set(id, Date.now());
  }
  return new Response(null, { status: 204 });
}

function tagsOf(message: unknown): string[] | null {
  const tags = (message as { data?: { tags?: unknown } } | null)?.data?.tags;
  return Array.isArray(tags) && tags.every((tag) => typeof tag === "string") ? tags : null;
}

/** The oldest come first in a map. */
function forgetOld(): void {
  for (const [id, at] of handled) {
    if (at > Date.now() - REMEMBERED_MILLISECONDS) break;
    handled.delete(id);
  }
}

function refuse(status: number, reason: string): Response {
  return Response.json({ error: reason }, { status });
}
