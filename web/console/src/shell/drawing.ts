// Drawing now instead of soon: what a key opens must be there before the next key.

import { options } from 'preact';

/** Runs it and draws what it changed, layout effects too, before it returns. */
export function drawnAtOnce(run: () => void): void {
  const usual = options.debounceRendering;
  let draw: (() => void) | undefined;
  options.debounceRendering = (process) => {
    draw = process;
  };
  try {
    run();
  } finally {
    if (usual) options.debounceRendering = usual;
    else delete options.debounceRendering;
  }
  draw?.();
}
