// What all clients share: where the server is, and that nothing may warn.
import assert from "node:assert/strict";

export const endpoint: string = process.env.ENDPOINT ?? "http://127.0.0.1:8000/graphql/";

for (const level of ["warn", "error"] as const) {
  console[level] = (...words: unknown[]) => {
    process.exitCode = 1;
    throw new Error(`A client complains: ${words.map(String).join(" ")}`);
  };
}

/** Says what was found to be as it should be. */
export function shows(what: string, actual: unknown, expected: unknown): void {
  assert.deepEqual(actual, expected, what);
  console.log(`ok  ${what}`);
}
