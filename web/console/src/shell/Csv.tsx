// A table to download, and what separates its cells: Excel puts all into one column where it
// expects another sign.

import { dictionary } from './dictionary.ts';
import { chooseSeparator, chosen, type Separator, writtenAs } from './separator.ts';
import { useStore } from './store.ts';
import { addressOf, type Parameters, withQuery } from './wire.ts';

const tell = dictionary({
  en: {
    csv: 'Download CSV',
    csvOf: 'Download CSV: {name}',
    separator: 'Separator of the CSV',
    separatorHint: 'If all of it opens in one column, take the other one.',
    comma: 'comma ,',
    semicolon: 'semicolon ;',
  },
  fr: {
    csv: 'Télécharger en CSV',
    csvOf: 'Télécharger en CSV : {name}',
    separator: 'Séparateur du CSV',
    separatorHint: 'Si tout s’ouvre dans une seule colonne, prenez l’autre.',
    comma: 'virgule ,',
    semicolon: 'point-virgule ;',
  },
  ar: {
    csv: 'تنزيل CSV',
    csvOf: 'تنزيل CSV: {name}',
    separator: 'الفاصل في ملف CSV',
    separatorHint: 'إذا فُتح الملف كله في عمود واحد فاختر الفاصل الآخر.',
    comma: 'فاصلة \u2068,\u2069',
    semicolon: 'فاصلة منقوطة \u2068;\u2069',
  },
});

interface Props {
  path: string;
  asked?: Parameters;
  /** Of what, where a page has several. */
  of?: string;
}

export function Csv({ path, asked = {}, of }: Props) {
  const { separator } = useStore(chosen);
  const query = { ...asked, ...writtenAs(separator, navigator.language) };
  return (
    <span class="csv">
      <a
        class="button"
        href={addressOf(withQuery(path, query))}
        aria-label={of && tell('csvOf', { name: of })}
        download
      >
        {tell('csv')}
      </a>
      <select
        value={separator}
        aria-label={tell('separator')}
        title={tell('separatorHint')}
        onChange={(event) => chooseSeparator(event.currentTarget.value as Separator)}
      >
        {(['comma', 'semicolon'] as const).map((each) => (
          <option key={each} value={each}>
            {tell(each)}
          </option>
        ))}
      </select>
    </span>
  );
}
