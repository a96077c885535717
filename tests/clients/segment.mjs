// What a server does with Segment's library: node segment.mjs ADDRESS WRITE_KEY
import { Analytics } from "@segment/analytics-node";

const [host, writeKey] = process.argv.slice(2);
const analytics = new Analytics({ host, writeKey });
const failures = [];
analytics.on("error", (error) => failures.push(error));
analytics.identify({ userId: "ada", traits: { email: "ada@acme.test", born: new Date(0) } });
analytics.group({ userId: "ada", groupId: "acme", traits: { name: "Acme", arr: 24000 } });
analytics.track({ userId: "ada", event: "Account Created", context: { groupId: "acme" } });
analytics.page({ userId: "ada", name: "Pricing" });
analytics.screen({ userId: "ada", name: "Home" });
analytics.track({ anonymousId: "anon-7", event: "Visited" });
analytics.alias({ userId: "ada", previousId: "anon-7" });
await analytics.closeAndFlush();
console.log(JSON.stringify(failures.map((each) => each.code)));
