// The buttons of the card: what the status allows, with their keys.

import { decide } from '../queue/deciding.ts';
import { chosenRows, desk, isOpen, type Row } from '../queue/desk.ts';
import { feature, judgeAppeal, setArticleState } from '../queue/extras.ts';
import { mayBe, type Verb } from '../queue/item.ts';
import type { Asking } from '../queue/Page.tsx';
import { pathOfAll } from '../queue/view.ts';
import { Icon, type IconName } from '../shell/icons.tsx';
import { Menu } from '../shell/Menu.tsx';
import { go } from '../shell/route.ts';
import { useStore } from '../shell/store.ts';
import { say } from '../shell/words.ts';
import { copies, groupSize } from './copies.ts';

interface Props {
  row: Row;
  isWholeGroup: boolean;
  onAsk: (asking: Asking) => void;
}

export function Actions({ row, isWholeGroup, onAsk }: Props) {
  const { view, selected } = useStore(desk);
  useStore(copies);
  const { item } = row;
  if (!isOpen(row)) return null;
  if (item.appeal && view.queue === 'appeals') return <AppealActions row={row} />;
  const act = (verb: Verb) => () => decide(verb, chosenRows());
  const isKeeping =
    view.queue === 'reported' || view.queue === 'audit' || view.queue === 'escalated';
  return (
    <footer class="actions">
      {isWholeGroup && !selected.size && (
        <p class="whole-group">{say('wholeGroup', { n: groupSize(item) })}</p>
      )}
      <div class="actions-main">
        {mayBe(item, 'publish') && (
          <Button verb="publish" icon="publish" shortcut="f" onClick={act('publish')} />
        )}
        {isKeeping && mayBe(item, 'keep') && (
          <Button verb="keep" icon="keep" shortcut="u" onClick={act('keep')} />
        )}
        {mayBe(item, 'reject') && (
          <Button verb="reject" icon="reject" shortcut="d" onClick={() => onAsk('reject')} />
        )}
        {mayBe(item, 'hold') && (
          <Button verb="hold" icon="hold" shortcut="h" onClick={act('hold')} />
        )}
        <Button verb="escalate" icon="escalate" shortcut="e" onClick={() => onAsk('escalate')} />
      </div>
      <More key={item.id} row={row} onAsk={onAsk} />
    </footer>
  );
}

interface ButtonProps {
  verb: Verb | 'escalate' | 'uphold' | 'deny';
  icon: IconName;
  shortcut: string;
  onClick: () => void;
}

function Button({ verb, icon, shortcut, onClick }: ButtonProps) {
  return (
    <button type="button" class={verb} aria-keyshortcuts={shortcut} onClick={onClick}>
      <Icon name={icon} />
      <span>{say(verb)}</span>
      <kbd>{shortcut}</kbd>
    </button>
  );
}

function AppealActions({ row }: { row: Row }) {
  if (row.item.appeal?.is_own_decision) {
    return <p class="actions muted">{say('problem_own_decision')}</p>;
  }
  return (
    <footer class="actions">
      <div class="actions-main">
        <Button
          verb="uphold"
          icon="publish"
          shortcut="f"
          onClick={() => judgeAppeal(row, 'uphold')}
        />
        <Button verb="deny" icon="reject" shortcut="d" onClick={() => judgeAppeal(row, 'deny')} />
      </div>
    </footer>
  );
}

function More({ row, onAsk }: { row: Row; onAsk: (asking: Asking) => void }) {
  const { item } = row;
  return (
    <Menu class="more" label={say('moreActions')} face={<Icon name="more" />}>
      <div class="menu">
        <button type="button" onClick={() => void feature(row)}>
          <Icon name="star" />
          {say(item.featured ? 'unfeature' : 'feature')}
          <kbd>s</kbd>
        </button>
        <button type="button" onClick={() => onAsk('note')}>
          <Icon name="log" />
          {say('keyNote')}
          <kbd>n</kbd>
        </button>
        <button type="button" onClick={() => onAsk('author')}>
          <Icon name="people" />
          {say('keyAuthor')}
          <kbd>b</kbd>
        </button>
        <button type="button" onClick={() => go(pathOfAll({ author: item.author.id }))}>
          <Icon name="search" />
          {say('allOfAuthor')}
        </button>
        <button type="button" onClick={() => go(pathOfAll({ article: item.article }))}>
          <Icon name="search" />
          {say('allOfArticle')}
        </button>
        <button type="button" onClick={() => void setArticleState(item, 'closed')}>
          <Icon name="lock" />
          {say('closeArticle')}
        </button>
        <button type="button" onClick={() => void setArticleState(item, 'open')}>
          <Icon name="publish" />
          {say('openArticle')}
        </button>
      </div>
    </Menu>
  );
}
