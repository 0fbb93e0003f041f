// What the palette offers: rooms add their commands while they are open.

import { useLayoutEffect } from 'preact/hooks';

export interface Command {
  id: string;
  label: string;
  key?: string;
  run: () => void;
}

const offers = new Set<{ current: readonly Command[] }>();

/** Offers these commands in the palette while the view is there. */
export function useCommands(commands: readonly Command[]): void {
  useLayoutEffect(() => {
    const offer = { current: commands };
    offers.add(offer);
    return () => {
      offers.delete(offer);
    };
  });
}

export const offered = (): Command[] => [...offers].flatMap((offer) => [...offer.current]);
