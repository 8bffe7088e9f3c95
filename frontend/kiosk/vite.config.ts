import { copyFileSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { preact } from "@preact/preset-vite";
import { defineConfig, type Plugin } from "vite";

const root = fileURLToPath(new URL(".", import.meta.url));
const out = fileURLToPath(new URL("../dist/kiosk", import.meta.url));
const modules = fileURLToPath(new URL("../node_modules", import.meta.url));

/** Lays the licences of the fonts beside them. */
const fontLicences: Plugin = {
  name: "font-licences",
  closeBundle() {
    mkdirSync(`${out}/licences`, { recursive: true });
    for (const font of ["archivo", "jetbrains-mono"]) {
      copyFileSync(`${modules}/@fontsource-variable/${font}/LICENSE`, `${out}/licences/${font}.txt`);
    }
  },
};

export default defineConfig({
  root,
  base: "./",
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false }), fontLicences],
  build: { outDir: out, emptyOutDir: true, target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
