import { copyFileSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { preact } from "@preact/preset-vite";
import { defineConfig, type Plugin, type UserConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Lays the licences of the fonts beside them. */
function fontLicences(out: string): Plugin {
  return {
    name: "font-licences",
    closeBundle() {
      mkdirSync(`${out}/licences`, { recursive: true });
      for (const font of ["archivo", "jetbrains-mono"]) {
        copyFileSync(`${here("node_modules")}/@fontsource-variable/${font}/LICENSE`, `${out}/licences/${font}.txt`);
      }
    },
  };
}

/** How the page of an app is built into dist/<app>; `base` is where its files are looked for, `css` the oldest browser of its style sheets. */
export function pageConfig(app: string, base = "./", css = "es2022"): UserConfig {
  const out = here(`dist/${app}`);
  return defineConfig({
    root: here(app),
    base,
    plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false }), fontLicences(out)],
    build: { outDir: out, emptyOutDir: true, target: "es2022", cssTarget: css, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  });
}
