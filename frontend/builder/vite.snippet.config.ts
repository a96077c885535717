import { defineConfig } from "vite";

/** The snippet: one file without a hash in its name, since products' pages name it. */
export default defineConfig({
  build: {
    outDir: "../static/builder",
    emptyOutDir: false,
    target: "es2022",
    sourcemap: false,
    lib: {
      entry: "src/snippet/main.ts",
      formats: ["iife"],
      name: "__onward",
      fileName: () => "onward.js",
    },
  },
});
