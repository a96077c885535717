import { expect, test } from "vitest";
import { shared } from "@/testing/shared";
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
      case "escape":
        return `no mark ${of.slice(1)}`;
      case "rule":
        return "rule";
      default:
        return `${each.kind} ${each.level} ${text.slice(each.mark, each.until)}`;
    }
  });
}

test.each<[string, string[]]>([
  ["Hi **you**", ["bold you"]],
  ["*one* and _two_", ["italic one", "italic two"]],
  ["***both***", ["bold both", "italic **both**"]],
  ["2 * 3 * 4, a_b_c, ** no **", []],
  ["not \\*so\\* and `**code**`", ["no mark *", "no mark *"]],
  ["one *half\n\nother* half", []],
  ["# Large\n## Small", ["heading 1 Large", "heading 2 Small"]],
  ["- one\n  - two\n3. three", ["point 0 one", "point 2 two", "number 0 three"]],
  ["* one **bold**", ["point 0 one **bold**", "bold bold"]],
  ["---\n-no\n#no", ["rule"]],
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

/** Each sign that is seen, and behind it what it is: 1 bold, 2 italic, 3 both. */
function seen(text: string): string {
  const all = drawnIn(text, true);
  const hidden = (at: number) =>
    all.some((each) => {
      switch (each.kind) {
        case "chip":
        case "rule":
          return false;
        case "escape":
          return at === each.from;
        case "link":
          return (
            each.from <= at && at < each.until && !(each.words.from <= at && at < each.words.until)
          );
        case "bold":
        case "italic":
          return (
            (each.from <= at && at < each.from + each.mark) ||
            (each.until - each.mark <= at && at < each.until)
          );
        default:
          return each.from <= at && at < each.mark;
      }
    });
  const kinds = (at: number) =>
    (["bold", "italic"] as const).reduce(
      (sum, kind, nth) =>
        sum +
        (all.some((each) => each.kind === kind && each.from <= at && at < each.until)
          ? nth + 1
          : 0),
      0,
    );
  let said = "";
  for (const { 0: sign, index: at } of text.matchAll(/\S/gu))
    if (!hidden(at)) said += `${sign}${kinds(at)}`;
  return said;
}

test("what is bold and italic is what is so in the mail", () => {
  const told = Object.entries(shared<Record<string, string>>("stresses.json"));
  expect(told.length).toBeGreaterThan(500);
  for (const [text, said] of told) expect([text, seen(text)]).toEqual([text, said]);
});
