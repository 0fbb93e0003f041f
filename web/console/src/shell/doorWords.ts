// Words of the door: signing in by code or passkey, and taking an invitation up.

import { dictionary } from './dictionary.ts';

const en = {
  code: 'Code of your app',
  codeHint: 'Six digits. If your phone is lost, a recovery code does it too.',
  usePasskey: 'Use a passkey',
  cancelled: 'Nothing was signed. You can try again.',
  invited: 'You are invited',
  over: 'This invitation is over',
  overWhy:
    'It was taken up already, withdrawn, replaced by a newer one, or is older than a week. If it was you who took it up, sign in; if not, ask for a new link.',
  forgotten: 'Password forgotten? Who runs Parley for you can set a new one.',
  asModerator: 'to moderate {site}',
  asAnalyst: 'to read the figures of {site}',
  asAdmin: 'to administer {site}',
  isYou: 'For {email}.',
  known: 'You have an account already: show its password.',
  name: 'Your name, as colleagues shall see it',
  newPassword: 'Choose a password of 12 characters or more',
  accept: 'Accept',
  toDoor: 'To the sign-in',
};

const fr: typeof en = {
  code: 'Code de votre application',
  codeHint: 'Six chiffres. Si votre téléphone est perdu, un code de secours suffit.',
  usePasskey: 'Utiliser une clé d’accès',
  cancelled: 'Rien n’a été signé. Vous pouvez réessayer.',
  invited: 'Vous êtes invité',
  over: 'Cette invitation n’est plus valable',
  overWhy:
    'Elle a déjà été acceptée, retirée, remplacée par une plus récente, ou date de plus d’une semaine. Si vous l’avez acceptée, connectez-vous ; sinon, demandez un nouveau lien.',
  forgotten:
    'Mot de passe oublié ? La personne qui gère Parley pour vous peut en définir un nouveau.',
  asModerator: 'à modérer {site}',
  asAnalyst: 'à lire les chiffres de {site}',
  asAdmin: 'à administrer {site}',
  isYou: 'Pour {email}.',
  known: 'Vous avez déjà un compte : donnez son mot de passe.',
  name: 'Votre nom, tel que vos collègues le verront',
  newPassword: 'Choisissez un mot de passe d’au moins 12 caractères',
  accept: 'Accepter',
  toDoor: 'Vers la connexion',
};

const ar: typeof en = {
  code: 'رمز تطبيقك',
  codeHint: 'ستة أرقام. إن ضاع هاتفك فرمز الاستعادة يكفي.',
  usePasskey: 'استعمل مفتاح مرور',
  cancelled: 'لم يُوقَّع شيء. يمكنك المحاولة من جديد.',
  invited: 'أنت مدعوّ',
  over: 'انتهت هذه الدعوة',
  overWhy:
    'قُبلت من قبل، أو سُحبت، أو حلّت محلها دعوة أحدث، أو مضى عليها أكثر من أسبوع. إن كنت أنت من قبلها فسجّل الدخول، وإلا فاطلب رابطًا جديدًا.',
  forgotten: 'نسيت كلمة المرور؟ يمكن لمن يدير Parley لديكم تعيين كلمة جديدة.',
  asModerator: 'للإشراف على {site}',
  asAnalyst: 'لقراءة أرقام {site}',
  asAdmin: 'لإدارة {site}',
  isYou: 'من أجل {email}.',
  known: 'لديك حساب من قبل: أدخل كلمة مروره.',
  name: 'اسمك كما سيراه زملاؤك',
  newPassword: 'اختر كلمة مرور من 12 حرفًا أو أكثر',
  accept: 'قبول',
  toDoor: 'إلى صفحة الدخول',
};

export const words = { en, fr, ar };
export const atDoor = dictionary(words);
