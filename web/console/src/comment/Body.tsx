// The text itself, large: lit where spans allow, else as readers would see it; or under the veil.

import { setTrustedHtml } from '@parley/shared/trusted';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Item } from '../queue/item.ts';
import { Icon } from '../shell/icons.tsx';
import { say } from '../shell/words.ts';
import { SpannedText } from './SpannedText.tsx';
import { isVeiled, unveil } from './veil.ts';

export function Body({ item }: { item: Item }) {
  if (isVeiled(item)) {
    return (
      <button type="button" class="body veil" onClick={() => unveil(item.id)}>
        <Icon name="veil" />
        <span>{say('veiledLead')}</span>
        <kbd>v</kbd>
      </button>
    );
  }
  return (
    <blockquote class="body" dir={item.direction} lang={item.language ?? undefined}>
      {item.spans?.length ? (
        <p class="as-written">
          <SpannedText text={item.text} spans={item.spans} />
        </p>
      ) : (
        <AsShown html={item.html} />
      )}
    </blockquote>
  );
}

function AsShown({ html }: { html: string }) {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (element.current) setTrustedHtml(element.current, html);
  }, [html]);
  return <div ref={element} />;
}
