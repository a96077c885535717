/** Bold, lists, links: as Markdown, put around what is chosen. */

type Make = (chosen: string) => { text: string; select?: [number, number] };
export type Replace = (make: Make) => void;

/** What is put around words, and the words where none are chosen; by the key that does it with Ctrl. */
export const MARKS: Readonly<Record<string, readonly [mark: string, otherwise: string]>> = {
  b: ["**", "bold"],
  i: ["*", "italic"],
};

export const around =
  (mark: string, otherwise: string): Make =>
  (chosen) => {
    const words = chosen || otherwise;
    return { text: `${mark}${words}${mark}`, select: [mark.length, mark.length + words.length] };
  };

/** What begins the next point of a list, behind this one. Null: the line is none. */
export function nextPoint(line: string): string | null {
  const [, space, mark, number] = /^( *)(-|(\d+)\.) /.exec(line) ?? [];
  return mark ? `${space}${number ? `${Number(number) + 1}.` : mark} ` : null;
}

export function TextTools({ replace }: { replace: Replace }) {
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
      <Tool name="Bold" act={() => replace(around("**", "bold"))}>
        <strong>B</strong>
      </Tool>
      <Tool name="Italic" act={() => replace(around("*", "italic"))}>
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
