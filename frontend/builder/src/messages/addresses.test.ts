import { expect, test } from "vitest";
import { withScheme } from "./addresses";

test.each([
  ["example.com/a", "https://example.com/a"],
  ["example.com:8080", "https://example.com:8080"],
  ["//example.com", "https://example.com"],
  [" https://example.com ", "https://example.com"],
  ["http://example.com", "http://example.com"],
  ["https://https://example.com", "https://example.com"],
  ["https://http://example.com", "http://example.com"],
  ["https://mailto:ada@example.com", "mailto:ada@example.com"],
  ["https://example.com/?to=https://a.b", "https://example.com/?to=https://a.b"],
  ["mailto:ada@example.com", "mailto:ada@example.com"],
  ["ada@example.com", "mailto:ada@example.com"],
  ["tel:+49 30", "tel:+49 30"],
  ["{{ owner.url }}", "{{ owner.url }}"],
  ["https://{{ account.site }}", "https://{{ account.site }}"],
  ["https://{{ account.site }}/a", "https://{{ account.site }}/a"],
  ["{% if account.plan %}https://a.b{% endif %}", "{% if account.plan %}https://a.b{% endif %}"],
  ["/projects", "/projects"],
  ["projects", "projects"],
  ["#below", "#below"],
  ["https://", "https://"],
  ["", ""],
])("an address typed as “%s” is “%s”", (typed, address) => {
  expect(withScheme(typed)).toBe(address);
});
