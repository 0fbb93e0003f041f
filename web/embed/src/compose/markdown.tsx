// A preview of the Markdown the service understands, built as elements and never as HTML.

import type { ComponentChildren, VNode } from 'preact';

const INLINE =
  /\\([\\`*_~[\]<>])|`([^`]+)`|\*\*([^*]+?)\*\*|~~([^~]+)~~|\*([^*\n]+?)\*|\b_([^_\n]+?)_\b|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)|(https?:\/\/[^\s<>"'\]]*[^\s<>"'\].,;:!?)])/;

/** The text as it will look, near enough: the service has the last word. */
export function Markdown({ text }: { text: string }) {
  return <>{blocks(text.replace(/\r\n?/g, '\n').trim().split('\n'))}</>;
}

function blocks(lines: readonly string[]): VNode[] {
  const out: VNode[] = [];
  let at = 0;
  while (at < lines.length) {
    const kind = kindOf(lines[at]);
    const end = endOf(kind, lines, at);
    const drawn = draw(kind, lines.slice(at, end));
    if (drawn) out.push(drawn);
    at = end;
  }
  return out;
}

/** One past the last line of the block that begins at `start`. */
function endOf(kind: Kind, lines: readonly string[], start: number): number {
  let at = start + 1;
  if (kind === 'fence') {
    while (at < lines.length && kindOf(lines[at]) !== 'fence') at++;
    return at + 1;
  }
  while (at < lines.length && kindOf(lines[at]) === kind) at++;
  return at;
}

type Kind = 'blank' | 'fence' | 'quote' | 'bullets' | 'numbers' | 'text';

function kindOf(line = ''): Kind {
  if (!line.trim()) return 'blank';
  if (/^```/.test(line)) return 'fence';
  if (/^>/.test(line)) return 'quote';
  if (/^[-*+] /.test(line)) return 'bullets';
  if (/^\d{1,9}[.)] /.test(line)) return 'numbers';
  return 'text';
}

function draw(kind: Kind, lines: string[]): VNode | null {
  const entry = (line: string) => <li>{inline(line.replace(/^([-*+]|\d+[.)]) /, ''))}</li>;
  switch (kind) {
    case 'blank':
      return null;
    case 'fence':
      return <pre>{lines.filter((line) => !line.startsWith('```')).join('\n')}</pre>;
    case 'quote':
      return <blockquote>{blocks(lines.map((line) => line.replace(/^> ?/, '')))}</blockquote>;
    case 'bullets':
      return <ul>{lines.map(entry)}</ul>;
    case 'numbers':
      return <ol>{lines.map(entry)}</ol>;
    case 'text':
      return (
        <p>{lines.flatMap((line, index) => (index ? [<br />, inline(line)] : [inline(line)]))}</p>
      );
  }
}

function inline(text: string): ComponentChildren[] {
  const out: ComponentChildren[] = [];
  let rest = text;
  for (let found = INLINE.exec(rest); found; found = INLINE.exec(rest)) {
    out.push(rest.slice(0, found.index), mark(found));
    rest = rest.slice(found.index + found[0].length);
  }
  out.push(rest);
  return out;
}

function mark(found: RegExpExecArray): ComponentChildren {
  const [, escaped, code, strong, struck, star, score, label, target, bare] = found;
  if (escaped) return escaped;
  if (code) return <code>{code}</code>;
  if (strong) return <strong>{inline(strong)}</strong>;
  if (struck) return <s>{inline(struck)}</s>;
  const soft = star ?? score;
  if (soft) return <em>{inline(soft)}</em>;
  return (
    <a href={target ?? bare} rel="nofollow ugc noopener" target="_blank">
      {label ?? bare}
    </a>
  );
}
