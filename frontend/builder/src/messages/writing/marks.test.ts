import { expect, test } from "vitest";
import { drawnIn } from "./marks";

/** What is drawn, each as the text it is of. */
function told(text: string, markdown = true): string[] {
  return drawnIn(text, markdown).map((each) => {
    const of = text.slice(each.from, each.until);
    switch (each.kind) {
      case "link":
        return `${each.isButton ? "button" : "link"} ${text.slice(each.words.from, each.words.until)} → ${text.slice(each.address.from, each.address.until)}`;
      case "chip":
        return `${each.field ? "field" : "code"} ${each.words || of}`;
      case "bold":
      case "italic":
        return `${each.kind} ${of.slice(each.mark, -each.mark)}`;
      default:
        return `${each.kind} ${each.level} ${text.slice(each.mark, each.until)}`;
    }
  });
}

test.each<[string, string[]]>([
  ["Hi **you**", ["bold you"]],
  ["*one* and _two_", ["italic one", "italic two"]],
  ["***both***", ["bold *both*", "italic both"]],
  ["2 * 3 * 4, a_b_c, ** no **", []],
  ["not \\*so\\* and `**code**`", []],
  ["one *half\n\nother* half", []],
  ["# Large\n## Small", ["heading 1 Large", "heading 2 Small"]],
  ["- one\n  - two\n3. three", ["point 0 one", "point 2 two", "number 0 three"]],
  ["* one **bold**", ["point 0 one **bold**", "bold bold"]],
  ["---\n-no\n#no", []],
  ["> Said", ["quote 0 Said"]],
  [
    "see [the *guide*](https://a.b/c_d_e)",
    ["link the *guide* → https://a.b/c_d_e", "italic guide"],
  ],
  ["![A picture](https://a.b/c.png)", []],
  ["[no](an address)", []],
  ["[Go](https://a.b){.button}", ["button Go → https://a.b"]],
  ["so [Go](https://a.b){.button}", ["link Go → https://a.b"]],
  ["so\n[Go](https://a.b){.button}", ["link Go → https://a.b"]],
  [
    "{% if account.url %}\n[Go]({{ account.url }}){.button}\n{% endif %}",
    [
      "code if known: account url",
      "field account url",
      "code in any case",
      "button Go → {{ account.url }}",
    ],
  ],
  [
    "**Hi {{ contact.name * 2 }}**",
    ["code {{ contact.name * 2 }}", "bold Hi {{ contact.name * 2 }}"],
  ],
])("%s", (text, drawn) => {
  expect(told(text)).toEqual(drawn);
});

test("a text without Markdown has fields alone", () => {
  expect(told("**Hi** {{ contact.name | default('you') }}", false)).toEqual([
    "field name, else “you”",
  ]);
});
