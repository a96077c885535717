/** Days of the week in words: `engine/sentences/calendar`. */

const NAMES: Readonly<Record<string, string>> = {
  mon: "Monday",
  tue: "Tuesday",
  wed: "Wednesday",
  thu: "Thursday",
  fri: "Friday",
  sat: "Saturday",
  sun: "Sunday",
};

/** `mon` as `Monday`; what is no day stays as it is. */
export const weekdayInWords = (day: string): string => NAMES[day.toLowerCase()] ?? day;

/** `mon-wed,fri` as `Monday to Wednesday, Friday`. */
export function daysInWords(written: string): string {
  return written
    .split(",")
    .map((part) => part.split("-").map(weekdayInWords).join(" to "))
    .join(", ");
}
