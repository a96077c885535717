import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { briefErrors, drawnLooks, namedReact, nothingConnects, nothingFades } from "./vite.slim.ts";

const SOURCES = new URL("./src", import.meta.url).pathname;
/** But for the texts of a step, which every form has. */
const MESSAGES = /src.messages.(?!MergeText|PlaceFields|fields)/;

export default defineConfig({
  // Addresses are relative, since the site serves everything under a fingerprint of its own.
  base: "./",
  plugins: [namedReact(), nothingFades(), nothingConnects(), briefErrors(), drawnLooks(), react()],
  resolve: {
    alias: {
      "@": SOURCES,
      // React has had its own for long.
      "use-sync-external-store/shim": "use-sync-external-store",
      // No page admits the style element it would make.
      "style-mod": `${SOURCES}/messages/writing/noStyles.ts`,
    },
  },
  build: {
    outDir: "../static/builder",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2023",
    sourcemap: false,
    // React and the canvas are most of it, and wanted at once.
    chunkSizeWarningLimit: 700,
    // A strict Content-Security-Policy admits neither inline scripts nor data: modules.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      optimization: { inlineConst: { mode: "all", pass: 3 } },
      input: ["src/main.tsx", "src/segments/main.tsx", "src/library/main.tsx"],
      // What the pages share is one file, since in several it would be larger; but what shows messages
      // is apart from it, and loaded when it is needed.
      output: {
        codeSplitting: {
          groups: [{ name: "shared", minShareCount: 2, test: (file) => !MESSAGES.test(file) }],
        },
      },
      // What the canvas's library makes with these and nobody uses is left out.
      treeshake: {
        manualPureFunctions: ["memo", "forwardRef", "createContext"],
        // No property that is read does anything by that.
        propertyReadSideEffects: false,
      },
    },
  },
  test: {
    environment: "node",
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    // Each file cleans up after itself; to load everything anew for each takes longer than the tests.
    pool: "threads",
    isolate: false,
    // A busy machine is no failure.
    testTimeout: 30_000,
  },
});
