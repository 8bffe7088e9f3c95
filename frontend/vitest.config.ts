import { preact } from "@preact/preset-vite";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false })],
  test: { include: ["shared/src/**/*.test.{ts,tsx}", "kiosk/src/**/*.test.{ts,tsx}", "central/src/**/*.test.{ts,tsx}"], environment: "node", testTimeout: 60_000 },
});
