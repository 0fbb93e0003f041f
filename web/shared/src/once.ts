// What is costly to make and depends on the language alone. To make a formatter of the browser's costs
// some hundred times what it costs to use one: a drawing of 500 comments made thousands of them.

/** Makes it at the first wish, and once for each locale. */
export function once<T>(make: (locale: string) => T): (locale: string) => T {
  const made: Record<string, T> = {};
  return (locale) => {
    made[locale] ??= make(locale);
    return made[locale];
  };
}
