/** Days of the week, and months, in words: `engine/sentences/calendar`. */

const NAMES: Readonly<Record<string, string>> = {
  mon: "Monday",
  tue: "Tuesday",
  wed: "Wednesday",
  thu: "Thursday",
  fri: "Friday",
  sat: "Saturday",
  sun: "Sunday",
};

export const MONTHS = [
  ...["January", "February", "March", "April", "May", "June"],
  ...["July", "August", "September", "October", "November", "December"],
] as const;

/** By their numbers; 0 is the last. */
export const ORDINALS = ["last", "first", "second", "third", "fourth", "fifth"] as const;

/** `mon` as `Monday`; what is no day stays as it is. */
export const weekdayInWords = (day: string): string => NAMES[day.toLowerCase()] ?? day;

/** `mon-wed,fri` as `Monday to Wednesday, Friday`. */
export function daysInWords(written: string): string {
  return written
    .split(",")
    .map((part) => part.split("-").map(weekdayInWords).join(" to "))
    .join(", ");
}
