// The audit of GraphQL over HTTP: https://github.com/graphql/graphql-http
import { auditServer } from "graphql-http";

const results = await auditServer({ url: process.env.ENDPOINT });
const passed = results.filter((result) => result.status === "ok");
for (const result of results) console.log(`${result.status.padEnd(6)} ${result.name}`);
console.log(`${passed.length} of ${results.length} audits passed`);
process.exitCode = passed.length === results.length ? 0 : 1;
