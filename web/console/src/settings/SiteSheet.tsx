// The site itself: its name, its origins, how long texts are kept.

import { put } from '../shell/wire.ts';
import { useRoom } from './room.ts';
import { tell } from './words.ts';

interface SiteSettings {
  name: string;
  origins: string[];
  languages: string[];
  time_zone: string;
  withdrawn_days: number;
  rejected_days: number;
  coral_tokens: boolean;
  guests: boolean;
}

const ZONES = (): string[] => ['UTC', ...Intl.supportedValuesOf('timeZone')];

export function SiteSheet() {
  const { site, found, missing, act } = useRoom<SiteSettings>('/settings');
  if (!found) return missing;
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const fields = new FormData(form);
    const words = (name: string) =>
      String(fields.get(name))
        .split(/[\s,]+/)
        .filter(Boolean);
    const body: SiteSettings = {
      name: String(fields.get('name')).trim(),
      origins: words('origins'),
      languages: words('languages'),
      time_zone: String(fields.get('time_zone')),
      withdrawn_days: Number(fields.get('withdrawn_days')),
      rejected_days: Number(fields.get('rejected_days')),
      coral_tokens: fields.has('coral_tokens'),
      guests: fields.has('guests'),
    };
    await act(() => put(`/sites/${site}/settings`, body), tell('saved'), form);
  };
  const tag = `<script async src="${location.origin}/embed.js" data-site="${site}"></script>`;
  return (
    <>
      <form class="sheet" onSubmit={(event) => void save(event)}>
        <label>
          {tell('name')}
          <input name="name" value={found.name} maxLength={100} required dir="auto" />
        </label>
        <label>
          {tell('origins')}
          <textarea name="origins" rows={3} required dir="ltr" value={found.origins.join('\n')} />
          <span class="muted">{tell('originsHint')}</span>
        </label>
        <label>
          {tell('languages')}
          <input name="languages" value={found.languages.join(' ')} required dir="ltr" />
        </label>
        <label>
          {tell('timeZone')}
          <select name="time_zone" value={found.time_zone} dir="ltr">
            {ZONES().map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
        {(
          [
            ['withdrawn_days', 'withdrawnDays'],
            ['rejected_days', 'rejectedDays'],
          ] as const
        ).map(([name, label]) => (
          <label key={name}>
            {tell(label)}
            <input name={name} type="number" min={0} max={3650} value={found[name]} required />
          </label>
        ))}
        {(
          [
            ['guests', 'guests'],
            ['coral_tokens', 'coral'],
          ] as const
        ).map(([name, label]) => (
          <label key={name} class="check">
            <input type="checkbox" name={name} checked={found[name]} />
            <span>{tell(label)}</span>
          </label>
        ))}
        <button type="submit" class="primary">
          {tell('save')}
        </button>
      </form>
      <section class="sheet">
        <p>{tell('embed')}</p>
        <pre dir="ltr">{tag}</pre>
      </section>
    </>
  );
}
