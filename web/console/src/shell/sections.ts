// The rooms of the console. A new room is one row here, its folder, and its words.

import type { ComponentType } from 'preact';
import type { IconName } from './icons.tsx';
import type { SiteRole } from './session.ts';
import type { Key } from './words.ts';

export interface Section {
  /** The first part of the address below /console/. */
  path: string;
  label: Key;
  icon: IconName;
  roles: readonly SiteRole['role'][];
  /** Who else: operators without a role here, or everybody, from their own menu. */
  also?: 'operators' | 'everybody';
  load: () => Promise<{ Page: ComponentType }>;
}

const MODERATORS = ['moderator', 'admin'] as const;

export const SECTIONS: readonly Section[] = [
  {
    path: 'queue',
    label: 'navQueues',
    icon: 'queue',
    roles: MODERATORS,
    load: () => import('../queue/Page.tsx'),
  },
  {
    path: 'articles',
    label: 'navArticles',
    icon: 'article',
    roles: MODERATORS,
    load: () => import('../articles/Page.tsx'),
  },
  {
    path: 'log',
    label: 'navLog',
    icon: 'log',
    roles: MODERATORS,
    load: () => import('../log/Page.tsx'),
  },
  {
    path: 'statistics',
    label: 'navStatistics',
    icon: 'chart',
    roles: ['moderator', 'analyst', 'admin'],
    load: () => import('../stats/Page.tsx'),
  },
  {
    path: 'policy',
    label: 'navPolicy',
    icon: 'policy',
    roles: ['moderator', 'analyst', 'admin'],
    load: () => import('../policy/Page.tsx'),
  },
  {
    path: 'notices',
    label: 'navNotices',
    icon: 'notice',
    roles: MODERATORS,
    load: () => import('../notices/Page.tsx'),
  },
  {
    path: 'health',
    label: 'navHealth',
    icon: 'health',
    roles: MODERATORS,
    load: () => import('../health/Page.tsx'),
  },
  {
    path: 'settings',
    label: 'navSettings',
    icon: 'gear',
    roles: ['admin'],
    load: () => import('../settings/Page.tsx'),
  },
  {
    path: 'sites',
    label: 'navSites',
    icon: 'sites',
    roles: [],
    also: 'operators',
    load: () => import('../sites/Page.tsx'),
  },
  {
    path: 'account',
    label: 'navAccount',
    icon: 'key',
    roles: [],
    also: 'everybody',
    load: () => import('../account/Page.tsx'),
  },
];
