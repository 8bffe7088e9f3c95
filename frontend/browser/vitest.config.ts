import { preact } from "@preact/preset-vite";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false })],
  test: { include: ["browser/**/*.test.ts"], root: new URL("..", import.meta.url).pathname, environment: "node", testTimeout: 60_000, hookTimeout: 60_000, maxWorkers: 2 },
});
