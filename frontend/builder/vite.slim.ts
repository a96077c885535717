import { createRequire } from "node:module";
import type { Plugin } from "vite";

const CALLED = new Set(["react", "react/jsx-runtime"]);
const WHOLE = "?whole";

/** Hands out React as a module with named exports.
 *
 * React comes as CommonJS. A bundle then calls it by property, `(0,react.useState)(…)`, some two
 * thousand times; by name each call is one letter. */
export function namedReact(): Plugin {
  return {
    name: "named-react",
    enforce: "pre",
    apply: "build",
    resolveId(id, importer, options) {
      if (id.endsWith(WHOLE))
        return this.resolve(id.slice(0, -WHOLE.length), undefined, { ...options, skipSelf: true });
      // React's own parts are CommonJS, too, and want it as it is.
      const within = importer?.match(/node_modules\/(react|react-dom|use-sync-external-store)\//);
      return CALLED.has(id) && !within ? `\0${id}.mjs` : null;
    },
    load(id) {
      const name = id.slice(1, -".mjs".length);
      if (!id.startsWith("\0") || !CALLED.has(name)) return null;
      const exported = Object.keys(createRequire(import.meta.url)(name)).filter(
        (each) => !each.startsWith("_"),
      );
      return {
        code: [
          `import whole from "${name}${WHOLE}";`,
          "export default whole;",
          ...exported.map((each) => `export const ${each} = whole.${each};`),
        ].join("\n"),
        moduleSideEffects: false,
      };
    },
  };
}

/** What d3 moves by itself, over time: nothing. */
const STILL: Readonly<Record<string, string>> = {
  "d3-interpolate": [
    "const last = (from, to) => () => to;",
    "export { last as interpolate, last as interpolateZoom };",
  ].join("\n"),
  "d3-transition": [
    'import { selection } from "d3-selection";',
    "selection.prototype.interrupt = function () { return this; };",
    "export function interrupt() {}",
  ].join("\n"),
};

/** Leaves out what d3 would need to move and fade things bit by bit: where the canvas glides, the builder
 * does it itself, and nothing else on it moves. */
export function nothingFades(): Plugin {
  return {
    name: "nothing-fades",
    enforce: "pre",
    apply: "build",
    resolveId(id) {
      return id in STILL ? `\0${id}.mjs` : null;
    },
    load(id) {
      const code = id.startsWith("\0") && STILL[id.slice(1, -".mjs".length)];
      return code ? { code, moduleSideEffects: id.includes("transition") } : null;
    },
  };
}

/** Names the canvas's library's errors by their number, and no longer; they are for developers. */
export function briefErrors(): Plugin {
  const SENTENCES = /const errorMessages = \{[\s\S]*?\n\};/;
  return {
    name: "brief-errors",
    apply: "build",
    transform(code, id) {
      if (!id.endsWith("@xyflow/system/dist/esm/index.js")) return null;
      return code.replace(
        SENTENCES,
        "const errorMessages = new Proxy({}, { get: (_, code) => () => String(code) });",
      );
    },
  };
}

const NEVER_SHOWN =
  /function (ConnectionLineWrapper|EdgeUpdateAnchors|EdgeTextComponent|Attribution|A11yDescriptions)\(.*\) \{\n[\s\S]*?\n\}\n/g;

/** What changes steps and lines from within the library, in queues of its own; what hangs in others. */
const CHANGES = /const generalHelper = useMemo\([\s\S]*?\n {4}\}, \[\]\);\n(?= {4}return useMemo)/;
const QUEUES = /function BatchProvider\([\s\S]*?\n\}\nfunction useBatchContext\([\s\S]*?\n\}\n/;
const GROWS = /function handleExpandParent\([\s\S]*?\n\}\n/;

/** Leaves out how lines are drawn by hand from step to step, the looks of steps, lines and hints that the
 * builder has its own for, and ways to change steps without it. What would begin the first hears no
 * pointer; nothing asks for the others. */
export function nothingConnects(): Plugin {
  return {
    name: "nothing-connects",
    apply: "build",
    transform(code, id) {
      if (id.endsWith("@xyflow/system/dist/esm/index.js"))
        return code
          .replace(/const XYHandle = \{[^}]*\};/, "const XYHandle = {};")
          .replace(GROWS, "function handleExpandParent() { return []; }\n");
      if (!id.endsWith("@xyflow/react/dist/esm/index.js")) return null;
      return code
        .replace(/const (builtin(?:Node|Edge)Types) = \{[^}]*\};/g, "const $1 = {};")
        .replace(NEVER_SHOWN, "const $1 = () => null;\n")
        .replace(
          /const MarkerDefinitions = [\s\S]*?\n\};\n/,
          "const MarkerDefinitions = () => null;\n",
        )
        .replace(CHANGES, "const generalHelper = {};\n")
        .replace(
          QUEUES,
          "const BatchProvider = ({ children }) => children;\nconst useBatchContext = () => null;\n",
        );
    },
  };
}

/** Parts of the canvas's library that the builder draws itself, or not at all. */
const NOT_DRAWN =
  "minimap|controls|resize-control|attribution|connection|edgeupdater|edge-text|arrowhead|node-(?:default|input|output|group)|viewport-portal|edge-path|edge\\.animated|background-pattern\\.(?:lines|cross)|handle-(?:left|right)|handle\\.|panel\\.\\w+\\.center";
const RULE = /([^{}]+)\{[^{}]*\}/g;
const UNUSED_RULE = new RegExp(`\\.react-flow(?:__(?:${NOT_DRAWN})|\\.dark)`);
const UNUSED_VALUE =
  /--xy-(?:minimap|connectionline|attribution|resize|node|edge|background-pattern-(?:lines|cross))-[^:;]*:[^;]*;/g;

/** Leaves out of the looks of the canvas's library what is never on the canvas. */
export function drawnLooks(): Plugin {
  return {
    name: "drawn-looks",
    enforce: "pre",
    apply: "build",
    transform(css, id) {
      if (!id.endsWith("@xyflow/react/dist/base.css")) return null;
      const isDrawn = (selector: string) => !UNUSED_RULE.test(selector);
      return css
        .replace(/\/\*.*?\*\//gs, "")
        .replace(RULE, (rule, selectors: string) =>
          selectors.split(",").some(isDrawn) ? rule.replace(UNUSED_VALUE, "") : "",
        );
    },
  };
}
