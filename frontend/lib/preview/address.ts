import { graphql } from "@/gql";
import { ask } from "@/lib/ask";
import { PUBLIC_CMS_URL } from "@/lib/settings";

/** Where the newsroom's `PREVIEW_URL` leads, with the token as `?token=`. */
export const PREVIEW_PATH = "/preview/";

const Opens = graphql(`
  query Opens($token: String!) {
    preview(token: $token) { __typename }
  }
`);

/** Returns whether a token opens a draft now. */
export async function previewOpens(token: string): Promise<boolean> {
  return token !== "" && (await ask(Opens, { token })).data.preview !== null;
}

/** Returns the headers of a preview: nobody keeps, lists or frames it but the newsroom, and no link tells its token. */
export function previewHeaders(): Record<string, string> {
  return {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": `frame-ancestors ${new URL(PUBLIC_CMS_URL).origin}`,
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
  };
}
