// What a product does with Novu's library: node novu.mjs ADDRESS APP SUBSCRIBER HASH
import { Novu } from "@novu/js";

const [backendUrl, applicationIdentifier, subscriberId, subscriberHash] = process.argv.slice(2);
const novu = new Novu({ backendUrl, applicationIdentifier, subscriber: { subscriberId }, subscriberHash });
const told = {};
const list = async (filter = {}) => {
  const { data, error } = await novu.notifications.list(filter);
  if (error) throw error;
  return data.notifications;
};
try {
  const [first, second] = await list();
  told.listed = [first.subject, second.subject];
  const levels = [{ severity: "high" }, { severity: ["none", "low"] }];
  told.severities = (await novu.notifications.count({ filters: levels })).data.counts.map((each) => each.count);
  const both = { and: [{ or: ["first-steps", "other"] }, { or: ["other"] }] };
  told.tagged = [(await list({ tags: ["first-steps", "other"] })).length, (await list({ tags: both })).length];
  await novu.notifications.readAll({ tags: ["other"] });
  await novu.notifications.archiveAll({ tags: ["other"] });
  told.unread = (await novu.notifications.count({ filters: [{ read: false }] })).data.counts[0].count;
  await first.read();
  await first.completePrimary();
  await second.archive();
  told.left = (await novu.notifications.count({ filters: [{ read: false }] })).data.counts[0].count;
  told.open = (await list({ archived: false, useCache: false })).map((each) => [each.subject, each.isRead]);
  told.archived = (await list({ archived: true, useCache: false })).map((each) => each.subject);
  await novu.notifications.seenAll();
  await novu.notifications.readAll();
  await novu.notifications.archiveAllRead();
  told.end = (await list({ archived: false, useCache: false })).length;
} catch (error) {
  told.failed = String(error);
}
console.log(JSON.stringify(told));
process.exit(0);
