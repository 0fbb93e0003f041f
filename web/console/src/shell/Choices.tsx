// Language and theme, kept in this browser.

import { useState } from 'preact/hooks';
import { applyTheme, type Theme, themeNow } from './preferences.ts';
import { chooseLanguage, LANGUAGES, type Language, say, spoken } from './words.ts';

const THEMES = [
  ['auto', 'themeAuto'],
  ['light', 'themeLight'],
  ['dark', 'themeDark'],
] as const;

export function LanguageChoice() {
  return (
    <label class="choice">
      <span>{say('language')}</span>
      <select
        value={spoken.value.language}
        onChange={(event) => chooseLanguage(event.currentTarget.value as Language)}
      >
        {Object.entries(LANGUAGES).map(([code, name]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

export function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>(themeNow());
  const choose = (wish: Theme) => {
    applyTheme(wish);
    setTheme(wish);
  };
  return (
    <label class="choice">
      <span>{say('theme')}</span>
      <select value={theme} onChange={(event) => choose(event.currentTarget.value as Theme)}>
        {THEMES.map(([code, label]) => (
          <option key={code} value={code}>
            {say(label)}
          </option>
        ))}
      </select>
    </label>
  );
}
