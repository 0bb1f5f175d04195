import { defineConfig, envField } from "astro/config";

export default defineConfig({
  env: {
    schema: {
      DATELINE_URL: envField.string({ context: "server", access: "public", default: "http://127.0.0.1:8000" }),
    },
  },
});
