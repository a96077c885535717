/** Bold, lists, links: as Markdown, put around what is chosen. */

/** What begins the next point of a list, behind this one. Null: the line is none. */
export function nextPoint(line: string): string | null {
  const [, space, mark, number] = /^( *)(-|(\d+)\.) /.exec(line) ?? [];
  return mark ? `${space}${number ? `${Number(number) + 1}.` : mark} ` : null;
}

type Replace = (make: (chosen: string) => { text: string; select?: [number, number] }) => void;

export function TextTools({ replace }: { replace: Replace }) {
  const around = (mark: string, otherwise: string) => () =>
    replace((chosen) => {
      const words = chosen || otherwise;
      return {
        text: `${mark}${words}${mark}`,
        select: [mark.length, mark.length + words.length],
      };
    });
  const lines = (mark: (number: number) => string) => () =>
    replace((chosen) => {
      const text = (chosen || "One thing")
        .split("\n")
        .map((line, number) => `${mark(number)}${line}`)
        .join("\n");
      return chosen ? { text } : { text, select: [mark(0).length, text.length] };
    });
  return (
    <>
      <Tool name="Bold" act={around("**", "bold")}>
        <strong>B</strong>
      </Tool>
      <Tool name="Italic" act={around("*", "italic")}>
        <em>I</em>
      </Tool>
      <Tool name="List" act={lines(() => "- ")}>
        • List
      </Tool>
      <Tool name="Numbered list" act={lines((number) => `${number + 1}. `)}>
        1. List
      </Tool>
      <Tool
        name="Link"
        act={() =>
          replace((chosen) => {
            const words = chosen || "here";
            // What is to be written first.
            const [from, to] = chosen ? [words.length + 3, words.length + 11] : [1, 5];
            return { text: `[${words}](https://)`, select: [from, to] };
          })
        }
      >
        Link
      </Tool>
    </>
  );
}

function Tool({
  name,
  act,
  children,
}: {
  name: string;
  act: () => void;
  children: React.ReactNode;
}) {
  return (
    <button type="button" className="b-tool" title={name} onClick={act}>
      <span aria-hidden="true">{children}</span>
      <span className="unseen">{name}</span>
    </button>
  );
}
