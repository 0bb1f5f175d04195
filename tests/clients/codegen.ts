import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "../../schema.graphql",
  documents: "src/codegen.ts",
  generates: {
    "generated/codegen/": {
      preset: "client",
      presetConfig: { persistedDocuments: { hashAlgorithm: "sha256" } },
      config: { documentMode: "string", enumsAsTypes: true, strictScalars: true, scalars: { Date: "string", DateTime: "string", JSON: "unknown" } },
    },
  },
};

export default config;
