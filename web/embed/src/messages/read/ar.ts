// Arabic.

import type { ReadMessages } from '../words.ts';

export const messages: ReadMessages = {
  comments: 'التعليقات',
  count:
    '{n, plural, zero {لا تعليقات} one {تعليق واحد} two {تعليقان} few {# تعليقات} many {# تعليقًا} other {# تعليق}}',
  order: 'الترتيب',
  newest: 'الأحدث',
  oldest: 'الأقدم',
  top: 'الأعلى تقييمًا',
  prompt: 'اكتب تعليقًا…',
  resume: 'أكمل مسوّدتك…',
  closed: 'أُغلق هذا النقاش. لا يزال بإمكانك قراءته.',
  empty: 'لا توجد تعليقات بعد.',
  emptyHint: 'ما رأيك؟ كن أول من يقوله.',
  failed: 'تعذّر تحميل التعليقات.',
  offline: 'يبدو أنك غير متصل. سنواصل المحاولة.',
  retry: 'أعد المحاولة',
  loading: 'جارٍ تحميل التعليقات…',
  more: 'عرض مزيد من التعليقات',
  moreReplies: 'عرض مزيد من الردود',
  fresh:
    '{n, plural, one {عرض تعليق جديد} two {عرض تعليقين جديدين} few {عرض # تعليقات جديدة} many {عرض # تعليقًا جديدًا} other {عرض # تعليق جديد}}',
  focused: 'لقد تبعت رابطًا إلى تعليق واحد.',
  showAll: 'عرض النقاش كاملًا',
  reply: 'رد',
  replyTo: 'الرد على {name}',
  inReplyTo: 'ردًّا على {name}',
  report: 'إبلاغ',
  edited: 'معدَّل',
  removed: 'لم يعد هذا التعليق موجودًا.',
  featured: 'مميَّز',
  link: 'رابط هذا التعليق، {time}',
  up: 'مفيد ({n})',
  down: 'غير مفيد ({n})',
  collapse: 'إخفاء هذه المحادثة',
  expand: 'عرض هذه المحادثة',
  hidden:
    '{n, plural, one {رد واحد مخفي} two {ردّان مخفيان} few {# ردود مخفية} many {# ردًّا مخفيًّا} other {# رد مخفي}}',
  moderator: 'مشرف',
  author: 'كاتب المقال',
  staff: 'فريق التحرير',
};
