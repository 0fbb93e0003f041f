// On paper everything is light, whatever the screen is: charts are drawn anew for it.

/** Listens until the returned function is called. */
export function onPaper(): () => void {
  const root = document.documentElement;
  let usual: string | undefined;
  const before = () => {
    usual = root.dataset.theme;
    root.dataset.theme = 'light';
  };
  const after = () => {
    root.dataset.theme = usual ?? 'auto';
  };
  addEventListener('beforeprint', before);
  addEventListener('afterprint', after);
  return () => {
    removeEventListener('beforeprint', before);
    removeEventListener('afterprint', after);
  };
}
