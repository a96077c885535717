import { bench } from "vitest";
import { checked } from "../checks";
import { invented } from "../edits/samples";

// It runs after every edit, beside the drawing: 10 ms would be felt.
const long = invented(3, 300);

bench("300 steps", () => {
  checked(long);
});
