// Ctrl-K: every command and place by name.

import { useEffect, useRef, useState } from 'preact/hooks';
import { pathOfAll } from '../queue/view.ts';
import { type Command, offered } from './commands.ts';
import { Dialog } from './Dialog.tsx';
import { applyTheme } from './preferences.ts';
import { go } from './route.ts';
import type { Section } from './sections.ts';
import { chooseSite, session, signOut } from './session.ts';
import { chooseLanguage, LANGUAGES, type Language, say } from './words.ts';

interface Props {
  sections: readonly Section[];
  onClose: () => void;
}

export function Palette({ sections, onClose }: Props) {
  const [wish, setWish] = useState('');
  const [at, setAt] = useState(0);
  const [all] = useState(() => [...offered(), ...places(sections), ...settings()]);
  const list = useRef<HTMLDivElement>(null);
  const found = [
    ...all.filter((each) => matches(each.label, wish)),
    ...wordsIn(sections, wish.trim()),
  ];
  const run = (command: Command | undefined) => {
    onClose();
    if (command) queueMicrotask(command.run);
  };
  useEffect(() => list.current?.children[at]?.scrollIntoView({ block: 'nearest' }), [at]);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Enter') run(found[at]);
    else if (step) setAt((at + step + found.length) % Math.max(1, found.length));
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={say('palette')} onClose={onClose} class="palette">
      <input
        data-first
        role="combobox"
        aria-expanded="true"
        aria-controls="commands"
        aria-activedescendant={`command-${at}`}
        aria-label={say('paletteHint')}
        placeholder={say('paletteHint')}
        value={wish}
        onInput={(event) => {
          setWish(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={move}
      />
      <div id="commands" role="listbox" aria-label={say('palette')} ref={list}>
        {found.map((each, index) => (
          <div
            key={each.id}
            id={`command-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onPointerMove={() => setAt(index)}
            onClick={() => run(each)}
            onKeyDown={move}
          >
            <span>{each.label}</span>
            {each.key && <kbd>{each.key}</kbd>}
          </div>
        ))}
      </div>
      {found.length === 0 && <p class="muted">{say('paletteNothing')}</p>}
    </Dialog>
  );
}

/** Without accents, and without the marks that keep a name's direction apart. */
const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase();

/** All words of the wish begin a word of the label. */
function matches(label: string, wish: string): boolean {
  const words = fold(label).split(/\s+/);
  const wishes = fold(wish).split(/\s+/).filter(Boolean);
  return wishes.every((each) => words.some((word) => word.startsWith(each)));
}

function places(sections: readonly Section[]): Command[] {
  const sites = session.value.staff?.sites ?? [];
  return [
    ...sections.map((each) => ({
      id: `go-${each.path}`,
      label: say('goTo', { place: say(each.label) }),
      run: () => go(each.path),
    })),
    ...(sites.length < 2 ? [] : sites).map((each) => ({
      id: `site-${each.site}`,
      label: say('goTo', { place: each.name ?? each.site }),
      run: () => chooseSite(each.site),
    })),
  ];
}

/** Whatever is no command may stand in a comment. */
function wordsIn(sections: readonly Section[], words: string): Command[] {
  const isModerator = sections.some((each) => each.path === 'queue');
  if (!isModerator || words.length < 2) return [];
  const label = say('searchAllFor', { words });
  return [{ id: 'search-all', label, run: () => go(pathOfAll({ q: words })) }];
}

function settings(): Command[] {
  return [
    ...(['light', 'dark', 'auto'] as const).map((theme) => ({
      id: `theme-${theme}`,
      label: `${say('theme')}: ${say(`theme${theme === 'light' ? 'Light' : theme === 'dark' ? 'Dark' : 'Auto'}`)}`,
      run: () => applyTheme(theme),
    })),
    ...Object.entries(LANGUAGES).map(([code, name]) => ({
      id: `language-${code}`,
      label: `${say('language')}: ${name}`,
      run: () => chooseLanguage(code as Language),
    })),
    { id: 'sign-out', label: say('signOut'), run: () => void signOut() },
  ];
}
