// What all clients share: where the server is, and that nothing may warn.
import assert from "node:assert/strict";

export const endpoint: string = process.env.ENDPOINT ?? "http://127.0.0.1:8000/graphql/";

for (const level of ["warn", "error"] as const) {
  console[level] = (...words: unknown[]) => {
    process.exitCode = 1;
    throw new Error(`A client complains: ${words.map(String).join(" ")}`);
  };
}

/** A story, its Spanish translation and a copy of it, whose bodies began as the same blocks. */
export const pair: string[] = ["/news/story-1/", "/es/news/historia/", "/news/story-copy/", "/news/story-1/"];
export const texts: string[] = ["<p>Hello</p>", "<p>Hola</p>", "<p>Copied</p>", "<p>Hello</p>"];

/** Says what was found to be as it should be. */
export function shows(what: string, actual: unknown, expected: unknown): void {
  assert.deepEqual(actual, expected, what);
  console.log(`ok  ${what}`);
}
