// The sites of the installation, for whoever runs the machines.

import { useEffect, useState } from 'preact/hooks';
import { Inviting } from '../settings/Invitations.tsx';
import { type Act, onFields, whyNot } from '../settings/room.ts';
import { tell } from '../settings/words.ts';
import { tell as toast } from '../shell/toasts.ts';
import { get, post } from '../shell/wire.ts';
import { number } from '../shell/words.ts';
import '../styles/figures.css';
import '../styles/settings.css';

interface SiteTotals {
  site: string;
  name: string;
  origins: string[];
  totals: { comments: number };
}

export function Page() {
  const [sites, setSites] = useState<readonly SiteTotals[]>([]);
  const [chosen, setChosen] = useState('');
  const act: Act = async (work, done, form) => {
    try {
      await work();
      if (done) toast({ kind: 'done', text: done });
      setSites((await get<{ items: SiteTotals[] }>('/sites')).items);
      return true;
    } catch (caught) {
      toast({ kind: 'problem', text: whyNot(caught, form) });
      return false;
    }
  };
  useEffect(() => void act(async () => {}), []);
  return (
    <main class="page settings">
      <header class="page-head">
        <h1>{tell('sitesTitle')}</h1>
        <p class="muted">{tell('sitesLead')}</p>
      </header>
      <ul class="entries sheet">
        {sites.map((each) => (
          <li key={each.site}>
            <span class="entry-words">
              <span>
                <bdi>{each.name}</bdi> <code>{each.site}</code>
              </span>
              <span class="muted">
                <bdi>{each.origins.join(', ')}</bdi> · {tell('comments')}:{' '}
                {number(each.totals.comments)}
              </span>
            </span>
            <button type="button" onClick={() => setChosen(each.site)}>
              {tell('inviteAdmin')}
            </button>
          </li>
        ))}
      </ul>
      {chosen && <Inviting key={chosen} site={chosen} act={act} only="admin" />}
      <NewSite act={act} onMade={setChosen} />
    </main>
  );
}

function NewSite({ act, onMade }: { act: Act; onMade: (site: string) => void }) {
  const add = (fields: FormData, form: HTMLFormElement) =>
    act(
      async () => {
        const words = (name: string) =>
          String(fields.get(name))
            .split(/[\s,]+/)
            .filter(Boolean);
        const made = await post<{ site: string }>('/sites', {
          site: fields.get('site'),
          name: fields.get('name'),
          origins: words('origins'),
          languages: words('languages'),
        });
        onMade(made.site);
      },
      tell('madeSite'),
      form,
    );
  return (
    <section class="sheet">
      <h2>{tell('addSite')}</h2>
      <form onSubmit={(event) => void onFields(add)(event)}>
        <label>
          {tell('name')}
          <input name="name" maxLength={100} required dir="auto" autocomplete="off" />
        </label>
        <label>
          {tell('slug')}
          <input
            name="site"
            pattern="[a-z0-9](?:[a-z0-9\-]{0,62}[a-z0-9])?"
            required
            dir="ltr"
            autocomplete="off"
          />
        </label>
        <label>
          {tell('origins')}
          <textarea name="origins" rows={2} required dir="ltr" />
          <span class="muted">{tell('originsHint')}</span>
        </label>
        <label>
          {tell('languages')}
          <input name="languages" defaultValue="en" required dir="ltr" />
        </label>
        <button type="submit" class="primary">
          {tell('addSite')}
        </button>
      </form>
    </section>
  );
}
