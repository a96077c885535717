/** Numbers as bars, and as a table for those who want the numbers. */

export interface Bar {
  /** Which it is; two may be called alike. */
  id: string;
  label: string;
  /** Told below it. */
  detail?: string;
  /** In the order they are stacked in. */
  parts: readonly { value: number; tone: "accent" | "warn" | "bad" | "calm"; what: string }[];
}

const grouped = new Intl.NumberFormat("en");

export function Bars({
  title,
  bars,
  unit,
  counted,
}: {
  title: string;
  bars: readonly Bar[];
  unit: string;
  /** Which of its parts the number beside a bar tells. Not given: all of them. */
  counted?: string;
}) {
  const numbers = bars.map(({ parts }) =>
    parts
      .filter(({ what }) => counted === undefined || what === counted)
      .reduce((sum, part) => sum + part.value, 0),
  );
  const sums = bars.map((bar) => bar.parts.reduce((sum, part) => sum + part.value, 0));
  const most = Math.max(1, ...sums);
  const tones = new Map(bars.flatMap((bar) => bar.parts.map((part) => [part.what, part.tone])));
  const kinds = [...tones.keys()];
  const shown = kinds.filter((kind) =>
    bars.some((bar) => bar.parts.some((part) => part.what === kind && part.value > 0)),
  );
  return (
    <figure className="b-bars">
      <figcaption>{title}</figcaption>
      <ul className="b-bars-kinds" aria-hidden="true">
        {shown.map((kind) => (
          <li key={kind}>
            <svg viewBox="0 0 10 10" aria-hidden="true">
              <rect className={`b-bar-${tones.get(kind)}`} width="10" height="10" rx="2" />
            </svg>
            {kind}
          </li>
        ))}
      </ul>
      <div className="b-bars-rows" aria-hidden="true">
        {bars.map((bar, number) => (
          <div key={bar.id} className="b-bars-row">
            <span title={bar.detail || bar.label}>
              {bar.label}
              <small>{bar.detail}</small>
            </span>
            <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
              {bar.parts.map((part, place) => (
                <rect
                  key={part.what}
                  className={`b-bar-${part.tone}`}
                  x={
                    (bar.parts.slice(0, place).reduce((sum, each) => sum + each.value, 0) / most) *
                    100
                  }
                  y="0"
                  width={(part.value / most) * 100}
                  height="10"
                >
                  <title>{`${part.value} ${part.what}`}</title>
                </rect>
              ))}
            </svg>
            <span>{grouped.format(numbers[number] ?? 0)}</span>
          </div>
        ))}
      </div>
      <details>
        <summary>
          As a table<span className="unseen">: {title}</span>
        </summary>
        <table className="b-table">
          <caption className="unseen">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{unit}</th>
              {kinds.map((kind) => (
                <th key={kind} scope="col">
                  {kind}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {bars.map((bar) => (
              <tr key={bar.id}>
                <th scope="row">{bar.label}</th>
                {kinds.map((kind) => (
                  <td key={kind} data-label={kind}>
                    {bar.parts.find((part) => part.what === kind)?.value ?? 0}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
