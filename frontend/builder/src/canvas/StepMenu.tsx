/** What can be done with a step, where the pointer is: by the right button, or the key for it. */

import { createPortal } from "react-dom";
import { chosen } from "@/app/commands";
import { useBuilder, useJourney } from "@/app/context";
import { focusChosen } from "@/app/keyboard";
import { actsOnSteps } from "@/app/stepActs";
import { MenuList } from "@/parts/Menu";

export interface Spot {
  left: number;
  top: number;
}

/** Room for its lines to the right and below. */
const WIDTH = 230;
const HEIGHT = 240;

export const spotOf = ({ clientX, clientY }: { clientX: number; clientY: number }): Spot => ({
  left: Math.max(0, Math.min(clientX, window.innerWidth - WIDTH)),
  top: Math.max(0, Math.min(clientY, window.innerHeight - HEIGHT)),
});

/** Outside the drawing, whose keys it must not press. */
export function StepMenu({ at, close }: { at: Spot; close: () => void }) {
  const builder = useBuilder();
  const journey = useJourney();
  return createPortal(
    <MenuList
      label="With this step"
      items={actsOnSteps(builder, journey, chosen(builder))}
      at={at}
      close={(back) => {
        close();
        if (back) focusChosen(builder);
      }}
    />,
    window.document.body,
  );
}
