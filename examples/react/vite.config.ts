import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // The browser asks its own server, which passes it on. A site of another origin is named in CORS_ORIGINS of the newsroom instead.
  server: { proxy: { "/graphql/": process.env["DATELINE_URL"] ?? "http://127.0.0.1:8000" } },
});
