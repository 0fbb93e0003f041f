// How figures are written: shares, lengths of time, what is not known.

import { duration, number, spoken } from '../shell/words.ts';
import type { By } from './figures.ts';

const PERCENT = { style: 'percent', maximumFractionDigits: 1 } as const;
export const NOTHING = '–';

export const percent = (share: number | null | undefined): string =>
  share === null || share === undefined ? NOTHING : number(share, PERCENT);

export const signed = (share: number): string =>
  number(share, { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' });

export const count = (value: number | null | undefined): string =>
  value === null || value === undefined ? NOTHING : number(value);

/** 12,345 as 12K, where there is little room. */
export const short = (value: number): string =>
  number(value, { notation: 'compact', maximumFractionDigits: 1 });

export function length(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return NOTHING;
  if (seconds >= 10) return duration(seconds);
  return number(seconds, {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  });
}

/** How the beginning of a bucket is written: on the axis, and in full. */
export function moments(by: By, timeZone: string) {
  const locale = spoken.value.locale;
  const day = { day: 'numeric', month: 'short', timeZone } as const;
  const hour = { hour: 'numeric', minute: '2-digit', timeZone } as const;
  const onAxis = new Intl.DateTimeFormat(locale, by === 'hour' ? hour : day);
  const inFull = new Intl.DateTimeFormat(
    locale,
    by === 'hour' ? { ...day, ...hour } : { ...day, weekday: 'short', year: 'numeric' },
  );
  return {
    axis: (start: string) => onAxis.format(new Date(start)),
    full: (start: string) => inFull.format(new Date(start)),
  };
}
