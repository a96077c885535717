/** Who comes in by the publish itself, and what is done for them soon. */

import type { Entering } from "@/api/versions";
import { Deeds, Names } from "./Deeds";

export function Enters({ entering }: { entering: Entering }) {
  const { said, sample, customers, deeds } = entering;
  return (
    <section>
      <h3>Who enters at once</h3>
      <p>{said}</p>
      {deeds.length > 0 ? (
        <Deeds deeds={deeds} />
      ) : (
        <p>
          <Names of={sample} more={customers - sample.length} />
        </p>
      )}
    </section>
  );
}
