export function Histogram(_: { site: string; view: unknown }) {
  return null;
}
