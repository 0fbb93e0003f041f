// The draft as text: checked by the service while one writes, with line and column.

import { Problem } from '@parley/shared/problems';
import { useEffect, useRef, useState } from 'preact/hooks';
import { problemWords } from '../shell/problems.ts';
import { type Draft, type Fault, type Format, readText, writeText } from './draft.ts';
import { tell } from './words.ts';

interface Props {
  site: string;
  format: Format;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

const PAUSE = 400; // milliseconds without a key, until the text is checked

export function Text({ site, format, draft, onChange }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const [text, setText] = useState<string | null>(null);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    writeText(site, draft).then(
      (written) => setText(format === 'toml' ? written.toml : written.json),
      (caught) => setProblem(problemWords(caught)),
    );
    return () => clearTimeout(timer.current);
  }, [site, format]);
  const check = async (written: string) => {
    try {
      const { body, overlays } = await readText(site, format, written);
      setFaults([]);
      setProblem('');
      onChange({ body, overlays });
    } catch (caught) {
      const found = caught instanceof Problem ? caught.body.faults : null;
      setFaults(Array.isArray(found) ? (found as Fault[]) : []);
      setProblem(found ? '' : problemWords(caught));
    }
  };
  const onInput = (written: string) => {
    setText(written);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void check(written), PAUSE);
  };
  if (text === null) return <p class="problem">{problem}</p>;
  return (
    <>
      <p class="muted">
        {tell('textHint')}{' '}
        <a href="/api/v1/policy.schema.json" target="_blank" rel="noreferrer">
          {tell('schema')}
        </a>
      </p>
      <label>
        <span class="unseen">{tell('asText', { format: format.toUpperCase() })}</span>
        <textarea
          ref={area}
          class="code"
          dir="ltr"
          spellcheck={false}
          autocapitalize="off"
          aria-invalid={faults.length > 0}
          value={text}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      </label>
      <div role="status" class="faults">
        {faults.length === 0 && !problem && <span class="muted">{tell('textFine')}</span>}
        <span class="problem">{problem}</span>
        {faults.map((each) => (
          <button
            key={`${each.line}:${each.column}:${each.path}`}
            type="button"
            class="quiet fault"
            onClick={() => area.current && goTo(area.current, each)}
          >
            <strong>{tell('faultAt', { line: each.line, column: each.column })}</strong>{' '}
            <bdi dir="ltr">{[each.path, each.why].filter(Boolean).join(': ')}</bdi>
          </button>
        ))}
      </div>
    </>
  );
}

/** Puts the caret where the fault is. */
function goTo(area: HTMLTextAreaElement, fault: Fault): void {
  const before = area.value.split('\n').slice(0, fault.line - 1);
  const at = before.reduce((sum, line) => sum + line.length + 1, 0) + fault.column - 1;
  const end = area.value.indexOf('\n', at);
  area.focus();
  area.setSelectionRange(at, end < 0 ? area.value.length : end);
}
