import { expect, test } from "vitest";
import { MOST, type Offer, shownFor, takenFor } from "./choosing";

const offers: Offer[] = ["Project Created", "Login", "Login Failed", "Report Shared"].map(
  (name) => ({ value: name, label: name }),
);
const labels = (found: { offers: readonly Offer[] }) => found.offers.map((offer) => offer.label);

test("everything is offered until something is typed", () => {
  expect(labels(shownFor(offers, null))).toHaveLength(4);
});

test("every word narrows the list down, and what begins so comes first", () => {
  expect(labels(shownFor(offers, "cr pro"))).toEqual(["Project Created"]);
  expect(labels(shownFor(offers, "re"))).toEqual(["Report Shared", "Project Created"]);
});

test("called so is before beginning so, that before where a word begins so, that before the middle", () => {
  /** How it broke: “report” stood at whatever had it anywhere, in the order of what had come in. */
  const event = (label: string) => ({ value: label, label, group: "Events" });
  const trait = (label: string) => ({ value: label, label, group: "Traits" });
  const all = [
    trait("last report"),
    trait("unreported"),
    event("Weekly Report"),
    event("Misreported"),
    event("Report Shared"),
    event("report"),
  ];
  expect(labels(shownFor(all, "report"))).toEqual([
    "report",
    "Report Shared",
    "Weekly Report",
    "Misreported",
    "last report",
    "unreported",
  ]);
});

test("what was typed comes after what is offered, unless anything is as good", () => {
  expect(labels(shownFor(offers, "log", "offered"))).toEqual(["Login", "Login Failed", "log"]);
  expect(labels(shownFor(offers, "log", "typed"))).toEqual(["log", "Login", "Login Failed"]);
  expect(labels(shownFor(offers, "created", "offered"))).toEqual(["Project Created", "created"]);
});

test("a trait is found by its own name, without saying whose it is", () => {
  const renewal = { value: "account.renewal_date", label: "account renewal date" };
  const found = shownFor([renewal], "renewal", "offered");
  expect(labels(found)).toEqual(["account renewal date", "renewal"]);
  expect(found.best).toBe(0);
});

test("what is offered already is not offered as typed, capitals aside", () => {
  expect(labels(shownFor(offers, "login", "typed"))).toEqual(["Login", "Login Failed"]);
});

test("Enter takes what is called so, also when more that begins so stands before it", () => {
  const several = ["Login Failed", "Login"].map((name) => ({ value: name, label: name }));
  const found = shownFor(several, "login", "offered");
  expect(found.offers[found.best]?.label).toBe("Login");
  expect(shownFor(several, "log", "offered").best).toBe(0);
});

test("Enter takes the only value that begins so, and numbers as they are typed", () => {
  /** How it broke: whoever typed “ent” and Enter asked for a plan called “ent”, which nobody has. */
  const values = ["enterprise", "team", "team plus", "100"].map((value) => ({
    value,
    label: value,
  }));
  const taken = (typed: string) => {
    const found = shownFor(values, typed, "typed");
    return found.offers[found.best]?.label;
  };
  expect(taken("Ent")).toBe("enterprise");
  expect(taken("tea")).toBe("tea");
  expect(taken("team")).toBe("team");
  expect(taken("10")).toBe("10");
});

test("what is known by another word is offered as it is known, not as something new", () => {
  const seats = { value: "trait:account.seats", label: "account seats", detail: "number" };
  const free = (typed: string) => [
    { value: `trait:account.${typed}`, label: `account.${typed}`, detail: "new" },
    { value: `event:${typed}`, label: typed, detail: "new" },
  ];
  expect(
    shownFor([seats], "seats", free).offers.map(({ value, detail }) => [value, detail]),
  ).toEqual([
    ["trait:account.seats", "number"],
    ["event:seats", "new"],
  ]);
});

test("leaving the field takes what it says, never what merely begins so", () => {
  expect(takenFor(offers, "login")?.value).toBe("Login");
  expect(takenFor(offers, "log")).toBeUndefined();
  expect(takenFor(offers, " log ", "offered")?.value).toBe("log");
});

test("a long list is cut, and says how many more there are", () => {
  const many = Array.from({ length: 500 }, (_, number) => ({
    value: `e${number}`,
    label: `Event ${number}`,
  }));
  const found = shownFor(many, null);
  expect(found.offers).toHaveLength(MOST);
  expect(found.more).toBe(500 - MOST);
  expect(labels(shownFor(many, "event 499"))).toEqual(["Event 499"]);
});
