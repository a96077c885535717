import { useBuilder, useJourney } from "@/app/context";
import { stepTitle } from "@/sentences/words";
import { useStored } from "@/state/store";

export function FormPanel() {
  const { selection } = useBuilder();
  const focus = useStored(selection, (state) => state.focus);
  const journey = useJourney();
  return <h2 className="b-panel-title">{focus ? stepTitle(journey, focus) : journey.name}</h2>;
}
