// Styles without a style element or attribute, so that a strict Content-Security-Policy lets them be.

import css from './reading.css?inline';

/** One for all discussions of a page. */
export const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** `light` or `dark` when asked for or when the page shows it without saying so, else `page`. */
export function schemeFor(wish: string | undefined, host: Element): string {
  if (wish === 'light' || wish === 'dark' || wish === 'auto') return wish;
  if (getComputedStyle(host).colorScheme !== 'normal') return 'page';
  return isDark(backgroundOf(host)) ? 'dark' : 'page';
}

function backgroundOf(host: Element): string {
  for (let at: Element | null = host; at; at = at.parentElement) {
    const color = getComputedStyle(at).backgroundColor;
    if (!/^rgba\(.*, 0\)$|^transparent$/.test(color)) return color;
  }
  return '';
}

function isDark(color: string): boolean {
  const [red = 255, green = 255, blue = 255] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return color.startsWith('rgb') && 0.3 * red + 0.6 * green + 0.1 * blue < 100;
}
