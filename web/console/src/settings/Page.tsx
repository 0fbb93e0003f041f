// The settings of a site, for its administrators: a sheet each for staff, keys, webhooks, the site.

import type { ComponentType } from 'preact';
import { linkTo, route } from '../shell/route.ts';
import { session } from '../shell/session.ts';
import { useStore } from '../shell/store.ts';
import '../styles/figures.css';
import '../styles/settings.css';
import { ActsSheet } from './ActsSheet.tsx';
import { KeysSheet } from './KeysSheet.tsx';
import { LimitsSheet } from './LimitsSheet.tsx';
import { RulesSheet } from './RulesSheet.tsx';
import { SigningSheet } from './SigningSheet.tsx';
import { SiteSheet } from './SiteSheet.tsx';
import { StaffSheet } from './StaffSheet.tsx';
import { WebhooksSheet } from './WebhooksSheet.tsx';
import { tell } from './words.ts';

const SHEETS: readonly { path: Parameters<typeof tell>[0]; Sheet: ComponentType }[] = [
  { path: 'staff', Sheet: StaffSheet },
  { path: 'rules', Sheet: RulesSheet },
  { path: 'keys', Sheet: KeysSheet },
  { path: 'signing', Sheet: SigningSheet },
  { path: 'webhooks', Sheet: WebhooksSheet },
  { path: 'site', Sheet: SiteSheet },
  { path: 'limits', Sheet: LimitsSheet },
  { path: 'acts', Sheet: ActsSheet },
];

export function Page() {
  const { rest } = useStore(route);
  const { staff, site } = useStore(session);
  const open = SHEETS.find((each) => each.path === rest) ?? SHEETS[0];
  const name = staff?.sites.find((each) => each.site === site)?.name ?? site;
  return (
    <main class="page settings">
      <header class="page-head">
        <h1>{tell('title', { site: name })}</h1>
      </header>
      <nav class="tabs" aria-label={tell('tabs')}>
        {SHEETS.map((each) => (
          <a
            key={each.path}
            {...linkTo(`settings/${each.path}`)}
            aria-current={each === open ? 'page' : undefined}
          >
            {tell(each.path)}
          </a>
        ))}
      </nav>
      {open && <open.Sheet />}
    </main>
  );
}
