// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { markdownOf } from "./pasting";

test.each([
  ["<h2>News</h2><p>So <b>bold</b> and <em>soft</em>.</p>", "## News\n\nSo **bold** and *soft*."],
  ["<ul><li>One</li><li><p>Two</p><ul><li>within</li></ul></li></ul>", "- One\n- Two\n  - within"],
  ['<ol start="3"><li>Three</li><li>Four</li></ol><p>So</p>', "3. Three\n4. Four\n\nSo"],
  [
    'See <a href="https://a.b/c(d)">the <b>guide</b></a>',
    "See [the **guide**](https://a.b/c%28d%29)",
  ],
  ['<a href="#below">below</a> and <a href="javascript:alert(1)">this</a>', "below and this"],
  ["<blockquote><p>Well done</p></blockquote>", "> Well done"],
  [
    "<table><tr><th>Plan</th><th>Seats</th></tr><tr><td>Pro</td><td>10</td></tr></table>",
    "Plan · Seats\nPro · 10",
  ],
  // As Google Docs copies it.
  [
    '<b style="font-weight:normal;" id="docs-internal-guid-1"><p><span style="font-weight:700">Bold</span><span style="font-style:italic;font-weight:400"> soft</span></p></b>',
    "**Bold** *soft*",
  ],
  ['<span style="font-weight:700;font-style:italic">both</span> so', "***both*** so"],
  // As Word copies it.
  [
    '<p><span style="mso-list:Ignore">·<span>&nbsp;&nbsp; </span></span>One</p><h1><b>Head</b></h1>',
    "- One\n\n# Head",
  ],
  [
    "<b>Hi</b> {{ contact.first_name | default('a_b *') }} {% if account.plan %}2 * 3{% endif %} snake_case",
    "**Hi** {{ contact.first_name | default('a_b *') }} {% if account.plan %}2 \\* 3{% endif %} snake_case",
  ],
  ["<p><b>So</b></p><p># none</p><p>1. neither</p>", "**So**\n\n\\# none\n\n1\\. neither"],
  [
    "<p><i style='mso-bidi-font-style:normal'>Soft</i> and done on = so</p>",
    "*Soft* and done on = so",
  ],
  ["<b>One</b><br>Two<img src='https://a.b/c.png' alt='x'>", "**One**\nTwo"],
  ["<style>b { }</style><strong><p>One</p><p>Two</p></strong>", "One\n\nTwo"],
])("%s", (html, written) => {
  expect(markdownOf(html)).toBe(written);
});

test.each(["<span style='color: red'>const a = b * c</span>", "<p>One</p><p>Two</p>", ""])(
  "%s is pasted as it reads",
  (html) => {
    expect(markdownOf(html)).toBeNull();
  },
);
