import { useJourney } from "@/app/context";

export default function TextView() {
  const journey = useJourney();
  return <pre className="b-text">{JSON.stringify(journey, null, 2)}</pre>;
}
