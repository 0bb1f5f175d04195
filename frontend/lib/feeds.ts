import { graphql } from "@/gql";
import { query } from "@/lib/api";
import { CMS_URL, TIMEOUT_MILLISECONDS } from "@/lib/settings";

const Hostname = graphql(`
  query Hostname($site: String) { site(hostname: $site) { hostname } }
`);

/** Passes on a file that the newsroom makes for this site, such as `robots.txt`: 502 where it does not answer. */
export async function passOn(file: string): Promise<Response> {
  try {
    const { site } = await query(Hostname, {});
    const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
    const { status, headers, body } = await fetch(`${CMS_URL}/feeds/${site.hostname}/${file}`, { signal });
    return new Response(body, { status, headers: { "Content-Type": headers.get("Content-Type") ?? "text/plain" } });
  } catch {
    return new Response(null, { status: 502 });
  }
}
