import { defineConfig } from "vite";
import { server } from "./src/dev/server";
import config from "./vite.config.ts";

/** The builder on journeys of the tests, without a server: `npm run dev`. Nothing of it is built. */
export default defineConfig({
  root: "src/dev",
  publicDir: "../../../static",
  plugins: [...(config.plugins ?? []), server()],
  resolve: config.resolve ?? {},
  server: { fs: { allow: ["../../../.."] } },
});
