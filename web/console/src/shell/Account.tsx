// Oneself: language, theme, the veil, what one has seen today, and the way out.

import { useEffect, useState } from 'preact/hooks';
import { LanguageChoice, ThemeChoice } from './Choices.tsx';
import { type Exposure, exposureNow } from './exposure.ts';
import { Menu } from './Menu.tsx';
import { keep, kept } from './preferences.ts';
import { linkTo } from './route.ts';
import { session, signOut } from './session.ts';
import { useStore } from './store.ts';
import { number, say } from './words.ts';

export function Account() {
  const { staff } = useStore(session);
  const name = staff?.moderator.name ?? '';
  return (
    <Menu
      class="account"
      label={say('account', { name })}
      face={
        <span class="face" aria-hidden="true">
          {[...name][0]}
        </span>
      }
    >
      <div class="menu">
        <p class="menu-name">
          <bdi>{name}</bdi>
        </p>
        <LanguageChoice />
        <ThemeChoice />
        <VeilChoice />
        <Today />
        <a class="button" {...linkTo('account')}>
          {say('navAccount')}
        </a>
        <button type="button" onClick={() => void signOut()}>
          {say('signOut')}
        </button>
      </div>
    </Menu>
  );
}

function VeilChoice() {
  const [isOn, setOn] = useState(kept('veil') !== 'off');
  return (
    <label class="choice check">
      <input
        type="checkbox"
        checked={isOn}
        onChange={(event) => {
          keep('veil', event.currentTarget.checked ? 'on' : 'off');
          setOn(event.currentTarget.checked);
        }}
      />
      <span>{say('veilSetting')}</span>
    </label>
  );
}

/** Only the moderator sees this figure. */
function Today() {
  const [exposure, setExposure] = useState<Exposure | null>(null);
  useEffect(() => exposureNow(setExposure), []);
  if (!exposure) return null;
  return (
    <p class="muted today">
      {say('today', {
        judged: number(exposure.judged_today),
        severe: number(exposure.severe_today),
        minutes: number(Math.round(exposure.minutes_today)),
      })}
      {exposure.break_suggested && <strong class="break">{say('breakHint')}</strong>}
    </p>
  );
}
