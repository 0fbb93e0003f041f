// One thing at a time: what has been begun is not begun again while a slow network carries it.

import { useRef, useState } from 'preact/hooks';

type Once = (run: () => Promise<void>) => Promise<void>;

/** Whether something is under way, and what runs a thing unless one is. */
export function useBusy(): [boolean, Once] {
  const [isBusy, setBusy] = useState(false);
  const isUnderWay = useRef(false); // known at once: two presses may come before anything is drawn
  const once: Once = async (run) => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    setBusy(true);
    try {
      await run();
    } finally {
      isUnderWay.current = false;
      setBusy(false);
    }
  };
  return [isBusy, once];
}
