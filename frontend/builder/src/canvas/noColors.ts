/** Stands for `d3-color` in the bundle.
 *
 * The canvas moves and zooms, and never fades a colour: the tables and spaces d3 would need for that
 * are 4 KB of what the builder loads. A colour is then a string as any other, whose numbers fade. */

/** The colour that a string names: here none. */
export function color() {
  return null;
}

export { color as cubehelix, color as hcl, color as hsl, color as lab, color as rgb };
