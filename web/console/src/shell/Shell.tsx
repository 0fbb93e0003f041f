// What surrounds every room: the bar with the rooms, the site, oneself; toasts; the palette; help.

import type { ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Watch } from '../watch/Watch.tsx';
import { Account } from './Account.tsx';
import { Help } from './Help.tsx';
import { Icon } from './icons.tsx';
import { useKeys } from './keys.ts';
import { Palette } from './Palette.tsx';
import { go, linkTo, route } from './route.ts';
import { SECTIONS, type Section } from './sections.ts';
import { chooseSite, roleHere, session } from './session.ts';
import { useStore } from './store.ts';
import { Toasts } from './Toasts.tsx';
import { say } from './words.ts';

type Overlay = 'palette' | 'help' | null;

export function Shell() {
  const { section: path } = useStore(route);
  const { site } = useStore(session);
  const [overlay, setOverlay] = useState<Overlay>(null);
  const open = allowedSections();
  const section = open.find((each) => each.path === path) ?? open[0];
  useKeys({
    'Ctrl-k': () => setOverlay('palette'),
    '?': () => setOverlay('help'),
  });
  useEffect(() => {
    if (section && section.path !== path) go(section.path, { replace: true });
  }, [section, path]);
  return (
    <>
      <a class="skip" href="#room">
        {say('skip')}
      </a>
      <header class="bar">
        <a class="brand" {...linkTo('queue')}>
          <span class="mark" aria-hidden="true" />
          <span class="unseen">{say('home')}</span>
          <span class="brand-name" aria-hidden="true">
            Parley
          </span>
        </a>
        <Rooms
          sections={open.filter((each) => each.also !== 'everybody')}
          here={section?.path ?? ''}
        />
        <SiteChoice />
        <Watch />
        <button
          type="button"
          class="quiet find"
          aria-label={say('palette')}
          onClick={() => setOverlay('palette')}
        >
          <Icon name="search" />
          <span>{say('palette')}</span>
          <kbd>Ctrl K</kbd>
        </button>
        <button
          type="button"
          class="quiet square"
          aria-label={say('help')}
          onClick={() => setOverlay('help')}
        >
          <Icon name="keyboard" />
        </button>
        <Account />
      </header>
      <div id="room" class="room" tabIndex={-1} key={site}>
        {section ? <Room section={section} /> : <p class="empty">{say('noRoom')}</p>}
      </div>
      <Toasts />
      {overlay === 'palette' && <Palette sections={open} onClose={() => setOverlay(null)} />}
      {overlay === 'help' && <Help onClose={() => setOverlay(null)} />}
    </>
  );
}

function Rooms({ sections, here }: { sections: readonly Section[]; here: string }) {
  const nav = useRef<HTMLElement>(null);
  // on a phone they do not all fit: the one that is open is in sight
  useEffect(() => {
    nav.current
      ?.querySelector('[aria-current]')
      ?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [here]);
  return (
    <nav ref={nav} aria-label={say('rooms')} class="rooms">
      {sections.map((each) => (
        <a
          key={each.path}
          {...linkTo(each.path)}
          aria-current={each.path === here ? 'page' : undefined}
        >
          <Icon name={each.icon} />
          <span>{say(each.label)}</span>
        </a>
      ))}
    </nav>
  );
}

function SiteChoice() {
  const { staff, site } = useStore(session);
  if (!staff || staff.sites.length < 2) {
    return <span class="site">{staff?.sites[0]?.name ?? site}</span>;
  }
  return (
    <select
      class="site"
      aria-label={say('site')}
      value={site}
      onChange={(event) => chooseSite(event.currentTarget.value)}
    >
      {staff.sites.map((each) => (
        <option key={each.site} value={each.site}>
          {each.name ?? each.site}
        </option>
      ))}
    </select>
  );
}

/** A room is fetched when one enters it. */
function Room({ section }: { section: Section }) {
  const [found, setFound] = useState<{ path: string; Page: ComponentType } | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    let isHere = true;
    section.load().then(
      ({ Page }) => isHere && setFound({ path: section.path, Page }),
      () => isHere && setProblem(say('problem_offline')),
    );
    return () => {
      isHere = false;
    };
  }, [section]);
  useEffect(() => {
    document.title = `${say(section.label)} · Parley`;
  });
  if (problem) return <p class="empty">{problem}</p>;
  if (found?.path !== section.path) return null;
  return <found.Page />;
}

function allowedSections(): readonly Section[] {
  const role = roleHere();
  const isOperator = session.value.staff?.is_operator ?? false;
  return SECTIONS.filter(
    (each) =>
      each.also === 'everybody' ||
      (each.also === 'operators' && isOperator) ||
      (role && each.roles.includes(role)),
  );
}
