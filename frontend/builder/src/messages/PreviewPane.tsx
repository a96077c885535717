/** The message as a chosen customer would get it, on a desk or a phone. */

import { type CSSProperties, useEffect, useMemo, useRef, useState } from "react";
import { messageOf } from "@/api/client";
import { type Asked, isMail, type Preview, preview, testSend } from "@/api/messages";
import { useBuilder } from "@/app/context";
import { isDesigned, isHtml } from "@/definition/templates";
import type { Template } from "@/definition/types";
import type { Problem } from "@/model/problem";
import { Icon } from "@/parts/Icon";
import { nameInWords } from "@/sentences/words";
import "./preview.css";

/** How long after the last keystroke it is shown anew, in milliseconds. */
const REST = 400;

export interface Previewed {
  shown: Preview | null;
  /** Why nothing can be shown. */
  failed: string | null;
  /** What is wrong with what is shown, by its place in the template. */
  problems: readonly Problem[];
  /** The text that is shown: by now it may be written on. */
  of: unknown;
}

export function usePreview(asked: Asked): Previewed {
  const { client } = useBuilder();
  const [shown, setShown] = useState<Preview | null>(null);
  const [of, setOf] = useState<unknown>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const key = JSON.stringify(asked);
  useEffect(() => {
    const leaving = new AbortController();
    const timer = setTimeout(() => {
      const sent = JSON.parse(key) as Asked;
      preview(client, sent, leaving.signal).then(
        (found) => {
          setShown(found);
          setOf(sent.template);
          setFailed(null);
        },
        (error: unknown) => {
          if (leaving.signal.aborted) return;
          setFailed(messageOf(error));
        },
      );
    }, REST);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [client, key]);
  const problems = useMemo(
    () =>
      (shown?.problems ?? []).map((problem) => ({
        ...problem,
        step: problem.step ?? null,
        hint: problem.hint ?? null,
        path: problem.path ?? "",
      })),
    [shown],
  );
  return { shown, failed, problems, of };
}

/** What texts are written in, so that they look as they will. */
export const inksOf = (shown: Preview | null): CSSProperties =>
  Object.fromEntries(
    Object.entries(shown?.inks ?? {}).map(([name, inks]) => [
      `--mail-${name}`,
      `light-dark(${inks})`,
    ]),
  );

export function PreviewPane({
  asked,
  shown,
  failed,
  piece = false,
}: {
  asked: Asked;
  shown: Preview | null;
  failed: string | null;
  /** Whether it is no more than a piece of messages, which nobody gets by itself. */
  piece?: boolean;
}) {
  const [wide, setWide] = useState(true);
  const template = asked.template as Template | null;
  const isLetter =
    !piece &&
    isMail(asked.sending) &&
    template !== null &&
    !isDesigned(template) &&
    !isHtml(template);
  return (
    <section className="b-preview" aria-label="Preview">
      <div className="b-preview-bar">
        <div className="b-views">
          <button type="button" aria-pressed={wide} onClick={() => setWide(true)}>
            Desktop
          </button>
          <button type="button" aria-pressed={!wide} onClick={() => setWide(false)}>
            Phone
          </button>
        </div>
        {isMail(asked.sending) && !piece && <TestSend asked={asked} />}
      </div>
      {failed && <p className="b-text-bad">{failed}</p>}
      {!shown && !failed && <p className="b-loading">Loading …</p>}
      {shown && (
        <>
          {!piece && !isLetter && <Envelope shown={shown} />}
          {lackingIn(shown).map((said) => (
            <p key={said} className="b-finding b-finding-warning">
              <Icon name="warning" size={14} />
              <span>{said}</span>
            </p>
          ))}
          <div className={isLetter ? `b-inbox ${wide ? "" : "b-frame-phone"}` : undefined}>
            {isLetter && <Letterhead shown={shown} />}
            <Frames
              className={wide || isLetter ? "b-frame" : "b-frame b-frame-phone"}
              src={shown.frame}
            />
          </div>
        </>
      )}
    </section>
  );
}

/** The message as it was is seen until it is drawn as it is now, and stands where it stood. What is drawn can
 * run nothing; that it is of this site lets it be scrolled from here. */
function Frames({ src, className }: { src: string; className: string }) {
  const [seen, setSeen] = useState(src);
  const frame = useRef<HTMLIFrameElement>(null);
  return (
    <div className="b-frames">
      {/* Another frame, not another page in it: it is no place to go back to. */}
      {[...new Set([seen, src])].map((each) =>
        each === seen ? (
          <iframe
            key={each}
            ref={frame}
            className={className}
            title="The message"
            sandbox="allow-same-origin"
            src={each}
          />
        ) : (
          <iframe
            key={each}
            className={`${className} b-frame-next`}
            title="Being drawn"
            aria-hidden="true"
            tabIndex={-1}
            sandbox="allow-same-origin"
            src={each}
            onLoad={({ currentTarget }) => {
              const { scrollX = 0, scrollY = 0 } = frame.current?.contentWindow ?? {};
              currentTarget.contentWindow?.scrollTo(scrollX, scrollY);
              setSeen(each);
            }}
          />
        ),
      )}
    </div>
  );
}

/** What nobody has, with what is meant; and what this customer lacks. */
function lackingIn({ missing, problems }: Preview): string[] {
  const unknown = problems.filter(({ code }) => code === "unknown_variable");
  const lacking = missing.filter((path) => {
    const name = path.slice(path.indexOf(".") + 1);
    return !unknown.some(({ message }) => message.includes(`“${name}”`));
  });
  const words = lacking.map((path) => nameInWords(path.replace(/^contact\./, "")));
  return [
    ...new Set(unknown.map(({ message, hint }) => `${message} ${hint ?? ""}`)),
    ...(words.length > 0 ? [`This customer lacks: ${words.join(", ")}.`] : []),
  ];
}

/** From whom, to whom, and about what. */
function Envelope({ shown }: { shown: Preview }) {
  return (
    <dl className="b-envelope">
      {shown.from && (
        <div>
          <dt>From</dt>
          <dd>{shown.from.name ?? shown.from.address ?? "nobody yet"}</dd>
        </div>
      )}
      <div>
        <dt>To</dt>
        <dd>
          {shown.to
            ? `${shown.to.name ?? shown.to.address} (${shown.to.because})`
            : (shown.nobody_because ?? "Nobody")}
        </dd>
      </div>
      {(shown.subject ?? shown.title) !== null && (
        <div>
          <dt>{shown.subject !== null ? "Subject" : "Title"}</dt>
          <dd>
            <strong>{shown.subject ?? shown.title}</strong>
          </dd>
        </div>
      )}
    </dl>
  );
}

/** The same, as a mail program has it above what somebody typed. */
function Letterhead({ shown: { from, to, nobody_because, subject } }: { shown: Preview }) {
  const sender = from?.name ?? from?.address ?? "Nobody yet";
  return (
    <header className="b-inbox-head">
      <p className="b-inbox-subject">
        <span className="unseen">Subject: </span>
        {subject || <span className="b-text-soft">No subject</span>}
      </p>
      <span className="b-inbox-face" aria-hidden="true">
        {sender.charAt(0).toUpperCase()}
      </span>
      <p>
        <span className="unseen">From: </span>
        <strong>{sender}</strong> {from?.name && from.address && <span>{from.address}</span>}
      </p>
      <p>{to ? `to ${to.name ?? to.address} (${to.because})` : (nobody_because ?? "to nobody")}</p>
    </header>
  );
}

function TestSend({ asked }: { asked: Asked }) {
  const { client, page } = useBuilder();
  const [told, setTold] = useState<{ text: string; tone: string; link?: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    try {
      const { id, kept_here } = await testSend(client, asked, page.reader);
      const text = kept_here
        ? "Kept in Onward’s own mailbox: no way to send mail is set up."
        : `On its way to ${page.reader}.`;
      setTold({ text, tone: kept_here ? "warn" : "good", link: `/mailbox/tests/${id}` });
    } catch (error) {
      setTold({ text: messageOf(error), tone: "bad" });
    }
    setBusy(false);
  };
  return (
    <>
      <button type="button" className="b-button" disabled={busy} onClick={() => void send()}>
        <Icon name="mail" size={14} />
        Send me a test
      </button>
      {told && (
        <span role="status" className={`b-text-${told.tone}`}>
          {told.text}
          {told.link && (
            <>
              {" "}
              <a href={told.link} target="_blank" rel="noreferrer">
                See what becomes of it
              </a>
            </>
          )}
        </span>
      )}
    </>
  );
}
