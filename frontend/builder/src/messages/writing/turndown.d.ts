/** As much of turndown as is used here. */
declare module "turndown" {
  type Filter = string | readonly string[] | ((node: HTMLElement) => boolean);
  interface Rule {
    filter: Filter;
    replacement: (words: string, node: Node) => string;
  }
  export default class Turndown {
    constructor(options: Readonly<Record<string, string>>);
    escape: (text: string) => string;
    addRule(name: string, rule: Rule): this;
    remove(filter: Filter): this;
    turndown(body: HTMLElement): string;
  }
}
