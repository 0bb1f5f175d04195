import type { CodegenConfig } from "@graphql-codegen/cli";

import { withPreviews } from "./previews";

/** Types of every operation and fragment, and `persisted-documents.json`, the manifest of trusted documents. */
const config: CodegenConfig = {
  schema: "../schema.graphql",
  documents: ["app/**/*.{ts,tsx}", "components/**/*.{ts,tsx}", "lib/**/*.ts", "views/**/*.{ts,tsx}", "proxy.ts"],
  generates: {
    "gql/": {
      preset: "client",
      documentTransforms: [{ transform: ({ documents }) => withPreviews(documents) }],
      presetConfig: {
        fragmentMasking: { unmaskFunctionName: "readFragment" },
        persistedDocuments: { hashAlgorithm: "sha256" },
      },
      config: {
        documentMode: "string",
        enumsAsTypes: true,
        strictScalars: true,
        useTypeImports: true,
        scalars: { Date: "string", DateTime: "string", JSON: "unknown" },
      },
    },
  },
};

export default config;
