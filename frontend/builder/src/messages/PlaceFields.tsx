/** Where in the product something is shown. */

import type { Place } from "@/definition/types";
import { withKey } from "@/definition/without";
import { Text } from "@/parts/fields";
import { Within } from "@/parts/scope";

export function PlaceFields({
  place = {},
  change,
  pointing,
}: {
  place: Place | undefined;
  change: (place: Place | undefined) => void;
  /** Whether it points at something. */
  pointing: boolean;
}) {
  const set = (key: keyof Place, value: string) => {
    const next = withKey(place, key, value || undefined);
    change(Object.keys(next).length > 0 ? next : undefined);
  };
  return (
    <Within path="target">
      {pointing && (
        <Text
          label="Points at"
          path="selector"
          mono
          placeholder="#new-project"
          hint="Ask whoever builds your product for its CSS selector. Empty: it stands in the middle of the page."
          value={place.selector ?? ""}
          change={(selector) => set("selector", selector)}
        />
      )}
      <Text
        label="On the pages"
        path="url"
        mono
        placeholder="All"
        hint="As in the address of the page, such as /projects/*, where * stands for anything."
        value={place.url ?? ""}
        change={(url) => set("url", url)}
      />
    </Within>
  );
}
