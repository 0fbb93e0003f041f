// The roles of a table that CSS stacks on a phone, said aloud: Safari takes what is a block for no
// row and no cell, and a screen reader then reads words without order.

export const as = {
  table: { role: 'table' },
  group: { role: 'rowgroup' },
  row: { role: 'row' },
  head: { role: 'columnheader', scope: 'col' },
  name: { role: 'rowheader', scope: 'row' },
  cell: { role: 'cell' },
} as const;
