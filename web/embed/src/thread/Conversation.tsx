// One top-level comment with its replies, nested to a readable depth.

import { isRemoved } from '@parley/shared/api';
import type { ComponentChildren } from 'preact';
import type { View } from '../view.ts';
import { CommentView } from './CommentView.tsx';
import { Fetching } from './Fetching.tsx';
import { type Branch, branchOf } from './tree.ts';

export function Conversation({ id, view }: { id: string; view: View }) {
  const { thread, state } = view;
  const branch = branchOf(state, id);
  if (!branch) return null;
  return (
    <Node branch={branch} view={view}>
      {state.replies.get(id)?.cursor && (
        <Fetching view={view} name={id} label="moreReplies" fetch={() => thread.moreReplies(id)} />
      )}
    </Node>
  );
}

interface NodeProps {
  branch: Branch;
  view: View;
  children?: ComponentChildren;
}

function Node({ branch, view, children }: NodeProps) {
  const { item } = branch;
  const { state, words } = view;
  return (
    <li id={`parley-${item.id}`} class={item.id === state.focus ? 'focused' : ''}>
      {isRemoved(item) ? (
        <p class="gone">{words.say('removed')}</p>
      ) : (
        <CommentView comment={item} view={view} size={branch.size} />
      )}
      {!state.collapsed.has(item.id) && (
        <>
          {branch.children.length > 0 && (
            <ol>
              {branch.children.map((child) => (
                <Node key={child.item.id} branch={child} view={view} />
              ))}
            </ol>
          )}
          {children}
        </>
      )}
    </li>
  );
}
