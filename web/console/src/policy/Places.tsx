// Where the lines of the form hold: on the whole site, in a section, below one article.

import { useEffect, useState } from 'preact/hooks';
import { fetchArticles } from '../articles/articles.ts';
import { KeyInput } from '../articles/KeyInput.tsx';
import { session } from '../shell/session.ts';
import { useStore } from '../shell/store.ts';
import type { Draft, Overlay } from './draft.ts';
import { tell } from './words.ts';

interface Props {
  draft: Draft;
  /** An overlay's number; -1 is the whole site. */
  place: number;
  onPlace: (place: number) => void;
  onChange: (draft: Draft) => void;
}

export function Places({ draft, place, onPlace, onChange }: Props) {
  const [isAdding, setAdding] = useState(false);
  const drop = () => {
    onPlace(-1);
    onChange({ ...draft, overlays: draft.overlays.filter((_, at) => at !== place) });
  };
  const add = (overlay: Overlay) => {
    setAdding(false);
    onChange({ ...draft, overlays: [...draft.overlays, overlay] });
    onPlace(draft.overlays.length);
  };
  return (
    <div class="places">
      <label>
        <span>{tell('place')}</span>
        <select value={place} onChange={(event) => onPlace(Number(event.currentTarget.value))}>
          <option value={-1}>{tell('wholeSite')}</option>
          {draft.overlays.map((each, at) => (
            <option key={placeName(each)} value={at}>
              {placeName(each)}
            </option>
          ))}
        </select>
      </label>
      <button type="button" onClick={() => setAdding(!isAdding)} aria-expanded={isAdding}>
        {tell('addPlace')}
      </button>
      {place >= 0 && (
        <button type="button" class="quiet" onClick={drop}>
          {tell('dropPlace')}
        </button>
      )}
      {isAdding && <NewPlace onAdd={add} />}
      {place >= 0 && <p class="muted">{tell('placeHint')}</p>}
      <UnknownKey article={draft.overlays[place]?.article} />
    </div>
  );
}

/** Says so where no article has the key: a typing error would otherwise hold nowhere, unseen. */
function UnknownKey({ article }: { article: string | undefined }) {
  const { site } = useStore(session);
  const [unknown, setUnknown] = useState<string | null>(null);
  useEffect(() => {
    setUnknown(null);
    let isWanted = true;
    if (article !== undefined) {
      fetchArticles(site, { article }).then(
        ({ items }) => isWanted && items.length === 0 && setUnknown(article),
        () => {}, // who may not see the articles is told nothing about them
      );
    }
    return () => {
      isWanted = false;
    };
  }, [site, article]);
  if (unknown === null) return null;
  return (
    <p class="problem" role="alert">
      {tell('placeUnknown', { name: unknown })}
    </p>
  );
}

export function placeName(place: Partial<Overlay>): string {
  if (place.section !== undefined) return tell('inSection', { name: place.section });
  if (place.article !== undefined) return tell('belowArticle', { name: place.article });
  return tell('wholeSite');
}

function NewPlace({ onAdd }: { onAdd: (overlay: Overlay) => void }) {
  const [kind, setKind] = useState<'section' | 'article'>('section');
  const [name, setName] = useState('');
  return (
    <form
      class="new-place"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) onAdd({ [kind]: name.trim(), body: {} });
      }}
    >
      <select
        aria-label={tell('placeKind')}
        value={kind}
        onChange={(event) => setKind(event.currentTarget.value as typeof kind)}
      >
        <option value="section">{tell('section')}</option>
        <option value="article">{tell('article')}</option>
      </select>
      {kind === 'article' ? (
        <KeyInput label={tell('placeName')} isRequired value={name} onValue={setName} />
      ) : (
        <input
          dir="auto"
          required
          maxLength={100}
          aria-label={tell('placeName')}
          placeholder={tell('placeName')}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      )}
      <button type="submit">{tell('add')}</button>
    </form>
  );
}
