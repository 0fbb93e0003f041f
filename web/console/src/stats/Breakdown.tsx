// The range taken apart: sections, who came back, the liveliest conversations, what was featured.

import { problemWords } from '../shell/problems.ts';
import { linkTo, route } from '../shell/route.ts';
import { mayModerate } from '../shell/session.ts';
import { useStore } from '../shell/store.ts';
import { tell as toast } from '../shell/toasts.ts';
import { post } from '../shell/wire.ts';
import { say, spoken } from '../shell/words.ts';
import { type Breakdowns, type Conversation, shareOf } from './figures.ts';
import { PageLink } from './PageLink.tsx';
import { withWish } from './range.ts';
import { count, NOTHING, percent } from './shows.ts';
import { What } from './What.tsx';
import { tell } from './words.ts';

export function Sections({ sections }: { sections: Breakdowns['sections'] }) {
  const { query } = useStore(route);
  if (sections.length < 2) return null;
  const most = Math.max(...sections.map((each) => each.comments));
  return (
    <section class="sheet">
      <header class="sheet-head">
        <h2>{tell('sectionsTitle')}</h2>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it */}
      <section class="table" tabIndex={0} aria-label={tell('sectionsTitle')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{tell('section')}</th>
              <th scope="col">{tell('comments')}</th>
              <th scope="col">{tell('held')}</th>
              <th scope="col">{tell('toxicShare')}</th>
            </tr>
          </thead>
          <tbody>
            {sections.map((each) => (
              <tr key={each.section}>
                <th scope="row">
                  {each.section ? (
                    <a {...linkTo(withWish(query, { section: each.section }))}>
                      <bdi>{each.section}</bdi>
                    </a>
                  ) : (
                    tell('noSection')
                  )}
                </th>
                <td class="measured">
                  <span
                    class="measure"
                    style={{ '--share': each.comments / most }}
                    aria-hidden="true"
                  />
                  {count(each.comments)}
                </td>
                <td>{percent(shareOf(each.held, each.comments))}</td>
                <td>{percent(each.toxic_share)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

export function Cohorts({ cohorts }: { cohorts: Breakdowns['cohorts'] }) {
  if (cohorts.length === 0) return null;
  const months = new Intl.DateTimeFormat(spoken.value.locale, {
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
  const widest = Math.max(...cohorts.map((each) => each.shares.length));
  return (
    <section class="sheet">
      <header class="sheet-head">
        <h2>{tell('cohortsTitle')}</h2>
        <What name={tell('cohortsTitle')} meaning={tell('cohortsMeaning')} />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it */}
      <section class="table" tabIndex={0} aria-label={tell('cohortsTitle')}>
        <table class="heat">
          <thead>
            <tr>
              <th scope="col">{tell('firstMonth')}</th>
              <th scope="col">{tell('people')}</th>
              {Array.from({ length: widest }, (_, at) => (
                <th key={at} scope="col">
                  {at === 0 ? tell('sameMonth') : tell('later', { n: at })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {cohorts.map((each) => (
              <tr key={each.month}>
                <th scope="row">{months.format(new Date(`${each.month}T00:00:00Z`))}</th>
                <td>{each.people === null ? tell('hidden') : count(each.people)}</td>
                {each.shares.map((share, at) => (
                  <td key={at} style={{ '--share': share ?? 0 }}>
                    {share === null ? NOTHING : percent(share)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

interface ListProps {
  title: string;
  meaning: string;
  threads: readonly Conversation[];
  /** After one of them was featured, or is no longer. */
  onChange: () => void;
}

export function Conversations({ title, meaning, threads, onChange }: ListProps) {
  if (threads.length === 0) return null;
  return (
    <section class="sheet">
      <header class="sheet-head">
        <h2>{title}</h2>
        <What name={title} meaning={meaning} />
      </header>
      <ol class="threads">
        {threads.map((each) => (
          <li key={each.id}>
            <span class="thread-title">
              <PageLink title={each.title ?? each.article} url={anchored(each)} />
              {each.excerpt && (
                <span class="thread-words" dir="auto">
                  <bdi>{each.author}</bdi>: {each.excerpt}
                </span>
              )}
            </span>
            {each.replies > 0 && <span class="muted">{tell('repliesN', { n: each.replies })}</span>}
            {mayModerate() && each.status === 'published' && (
              <button type="button" onClick={() => void feature(each).then(onChange)}>
                {say(each.featured ? 'unfeature' : 'feature')}
              </button>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Marks as worth reading, or takes the mark away. */
async function feature({ id, featured }: Conversation): Promise<void> {
  try {
    await post(`/review/comments/${id}/feature`, { featured: !featured });
    toast({ kind: 'done', text: say(featured ? 'didUnfeature' : 'didFeature') });
  } catch (caught) {
    toast({ kind: 'problem', text: problemWords(caught) });
  }
}

/** Where the embed shows the comment itself. */
const anchored = ({ url, id }: Conversation): string | null =>
  url && `${url.split('#')[0]}#parley-${id}`;
