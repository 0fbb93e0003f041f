// A field for an article's key that nobody needs to know: articles are offered by title or address.

import type { JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { session } from '../shell/session.ts';
import { type Article, fetchArticles } from './articles.ts';
import '../styles/picker.css';
import { tell } from './words.ts';

const PAUSE = 200; // milliseconds after the last letter
const OFFERED = 8;

/** Which one an arrow leads to, round and round; null where it leads nowhere. */
function stepped(key: string, at: number, count: number): number | null {
  if (!count) return null;
  if (key === 'ArrowDown') return (at + 1) % count;
  if (key === 'ArrowUp') return (at <= 0 ? count : at) - 1;
  return null;
}

interface Props {
  label: string;
  name?: string;
  type?: 'search' | 'text';
  /** What stands there at first: a key. */
  value?: string;
  isRequired?: boolean;
  /** At every letter, and when an article is chosen. */
  onValue?: (key: string) => void;
  /** When one is done. A form around it hears `change`, as of any field. */
  onDone?: (key: string) => void;
}

export function KeyInput({ label, name, type = 'text', value, isRequired, ...on }: Props) {
  const [offer, setOffer] = useState<readonly Article[]>([]);
  const [at, setAt] = useState(-1);
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef(0);
  const list = useId();
  useEffect(() => () => clearTimeout(timer.current), []);
  const close = () => {
    clearTimeout(timer.current);
    setOffer([]);
    setAt(-1);
  };
  const look = (words: string, pause = PAUSE) => {
    clearTimeout(timer.current);
    timer.current = window.setTimeout(async () => {
      const asked = words ? { q: words, limit: OFFERED } : { limit: OFFERED };
      // Who may not see the list, as analysts, types the key as before.
      const { items } = await fetchArticles(session.value.site, asked).catch(() => ({ items: [] }));
      if (document.activeElement === field.current) setOffer(items);
      setAt(-1);
    }, pause);
  };
  const choose = (article: Article | undefined) => {
    const input = field.current;
    if (!article || !input) return;
    input.value = article.article;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.dispatchEvent(new Event('change', { bubbles: true }));
    close();
  };
  const press = (event: JSX.TargetedKeyboardEvent<HTMLInputElement>) => {
    const to = stepped(event.key, at, offer.length);
    if (to !== null) setAt(to);
    else if (event.key === 'ArrowDown') look(event.currentTarget.value.trim(), 0);
    else if (event.key === 'Enter' && offer[at]) choose(offer[at]);
    else if (event.key === 'Escape' && offer.length) close();
    else return;
    event.preventDefault();
  };
  return (
    <span class="key-input">
      <input
        ref={field}
        name={name}
        type={type}
        dir="auto"
        autocomplete="off"
        maxLength={255}
        required={isRequired}
        role="combobox"
        aria-label={label}
        aria-expanded={offer.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={offer[at] ? `${list}-${at}` : undefined}
        placeholder={label}
        title={tell('pick')}
        defaultValue={value ?? ''}
        onInput={(event) => {
          on.onValue?.(event.currentTarget.value);
          look(event.currentTarget.value.trim());
        }}
        onChange={(event) => on.onDone?.(event.currentTarget.value.trim())}
        onKeyDown={press}
        onBlur={close}
      />
      <span id={list} role="listbox" aria-label={tell('offer')} hidden={!offer.length}>
        {offer.map((each, index) => (
          <span
            key={each.article}
            id={`${list}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onPointerDown={(event) => event.preventDefault() /* the field keeps the focus */}
            onClick={() => choose(each)}
            onKeyDown={() => {} /* the field hears the keys */}
          >
            <bdi>{each.title || each.article}</bdi>
            <small class="muted">
              <bdi>{each.article}</bdi>
            </small>
          </span>
        ))}
      </span>
    </span>
  );
}
