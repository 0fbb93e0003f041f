import { dictionary } from '../shell/dictionary.ts';

const en = {
  title: 'Discussions that heat up',
  hot: '{n, plural, one {# heats up} other {# heat up}}',
  announce: '“{title}” heats up.',
  look: 'Look',
  rate: '{now} comments in half an hour; {usual} are usual',
  holds: '{now} held or rejected; {usual} is usual',
  toxicity: '{now} toxic; {usual} is usual',
};

const fr: typeof en = {
  title: 'Discussions qui s’échauffent',
  hot: '{n, plural, one {# s’échauffe} other {# s’échauffent}}',
  announce: '« {title} » s’échauffe.',
  look: 'Voir',
  rate: '{now} commentaires en une demi-heure ; d’habitude {usual}',
  holds: '{now} retenus ou refusés ; d’habitude {usual}',
  toxicity: '{now} toxiques ; d’habitude {usual}',
};

const ar: typeof en = {
  title: 'نقاشات تشتد',
  hot: '{n, plural, zero {لا شيء يشتد} one {نقاش يشتد} two {نقاشان يشتدان} few {# نقاشات تشتد} many {# نقاشًا يشتد} other {# نقاش يشتد}}',
  announce: '«{title}» يشتد.',
  look: 'انظر',
  rate: '{now} تعليق في نصف ساعة؛ المعتاد {usual}',
  holds: '{now} موقوف أو مرفوض؛ المعتاد {usual}',
  toxicity: '{now} مسيء؛ المعتاد {usual}',
};

export const words = { en, fr, ar };
export const tell = dictionary(words);
