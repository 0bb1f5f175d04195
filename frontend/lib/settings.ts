/** What the environment says, read when the server starts; `.env.example` describes each. */

/** The newsroom's address, as this server reaches it. */
export const CMS_URL = (process.env["DATELINE_URL"] || "http://127.0.0.1:8000").replace(/\/$/, "");

/** The same, as browsers reach it: for suggestions, live updates and the counting of reads. */
export const PUBLIC_CMS_URL = (process.env["DATELINE_PUBLIC_URL"] || CMS_URL).replace(/\/$/, "");

/** Where its API is. */
export const API_URL = `${CMS_URL}/graphql/`;

/** The secret of the webhook that says what has changed; without one, changes show when `s-maxage` is over. */
export const WEBHOOK_SECRET = process.env["DATELINE_WEBHOOK_SECRET"] || null;

/** Which of its sites this is, by hostname; null for its default site. */
export const SITE_HOSTNAME = process.env["DATELINE_SITE"] || null;

/** The newsroom's time zone, in which datelines are printed. */
export const TIME_ZONE = process.env["DATELINE_TIME_ZONE"] || "UTC";

/** How long the API may take. */
export const TIMEOUT_MILLISECONDS = 10_000;

/** For how long an answer is kept that no webhook revalidates, where the API names no `s-maxage`. */
export const UNTOLD_SECONDS = 60;
