// All that the page shows, asked for at once.

import type { Parameters } from '../shell/wire.ts';
import {
  type Breakdowns,
  type Bucket,
  fetchBreakdowns,
  fetchStatistics,
  type Statistics,
} from './figures.ts';
import { beforeOf } from './range.ts';

export interface Loaded {
  statistics: Statistics;
  /** As many buckets before the first one. */
  before: Bucket[];
  breakdowns: Breakdowns;
}

export async function load(site: string, asked: Parameters): Promise<Loaded> {
  const [statistics, breakdowns] = await Promise.all([
    fetchStatistics(site, asked),
    fetchBreakdowns(site, asked),
  ]);
  const earlier = beforeOf(statistics);
  const before = earlier ? (await fetchStatistics(site, { ...asked, ...earlier })).buckets : [];
  return { statistics, before, breakdowns };
}
