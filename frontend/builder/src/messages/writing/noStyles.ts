/**
 * Stands in for how CodeMirror brings its looks, a style element of its own, which no page of the site
 * admits. Those it needs are in `writing.css`, with ours.
 */

let names = 0;

export class StyleModule {
  static newName(): string {
    names += 1;
    return `w${names}`;
  }

  static mount(): void {}

  getRules(): string {
    return "";
  }
}
