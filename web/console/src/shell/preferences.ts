// What this browser remembers for its moderator: theme, language, site, veil and the like.

type Name = 'site' | 'theme' | 'language' | 'veil' | 'order' | 'separator' | 'heat' | 'claim';

export type Theme = 'auto' | 'light' | 'dark';

export function kept(name: Name): string {
  try {
    return localStorage.getItem(`parley.console.${name}`) ?? '';
  } catch {
    return ''; // storage is forbidden here: nothing is remembered
  }
}

export function keep(name: Name, value: string): void {
  try {
    localStorage.setItem(`parley.console.${name}`, value);
  } catch {
    // storage is forbidden here: it lasts as long as the page
  }
}

export function themeNow(): Theme {
  const theme = kept('theme');
  return theme === 'light' || theme === 'dark' ? theme : 'auto';
}

export function applyTheme(theme: Theme): void {
  keep('theme', theme);
  document.documentElement.dataset.theme = theme;
}
