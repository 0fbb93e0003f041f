// The console's first lines: language, theme, session; then the door or the shell.

import './styles/base.css';
import './styles/shell.css';
import './styles/queue.css';
import './styles/card.css';
import './styles/panels.css';
import { render } from 'preact';
import { Invitation } from './shell/Invitation.tsx';
import { applyTheme, themeNow } from './shell/preferences.ts';
import { problemWords } from './shell/problems.ts';
import { route } from './shell/route.ts';
import { Shell } from './shell/Shell.tsx';
import { SignIn } from './shell/SignIn.tsx';
import { resume, session } from './shell/session.ts';
import { useStore } from './shell/store.ts';
import { Unanswered } from './shell/Unanswered.tsx';
import { preferredLanguage, speak, spoken } from './shell/words.ts';

function Console() {
  const { staff, isKnown, unanswered } = useStore(session);
  const { language } = useStore(spoken);
  const { section } = useStore(route);
  if (unanswered) {
    return (
      <main class="door" key={language}>
        <h1>
          <span class="mark" aria-hidden="true" />
          Parley
        </h1>
        <Unanswered problem={problemWords(unanswered)} onAgain={() => void resume()} />
      </main>
    );
  }
  if (!isKnown) return null;
  if (section === 'invitation') return <Invitation key={language} />;
  return staff ? <Shell key={language} /> : <SignIn key={language} />;
}

applyTheme(themeNow());
const root = document.getElementById('console');
if (root) {
  await Promise.all([speak(preferredLanguage()), resume()]);
  render(<Console />, root);
}
