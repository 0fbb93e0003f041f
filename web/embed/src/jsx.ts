// The JSX runtime in a few bytes: Preact's own also serves precompiled templates we do not have.

import { createElement, Fragment } from 'preact';

type Props = Parameters<typeof createElement>[1];

export function jsx(type: Parameters<typeof createElement>[0], props: Props, key?: string) {
  return createElement(type, key === undefined ? props : { ...props, key });
}

export { Fragment, jsx as jsxs };
