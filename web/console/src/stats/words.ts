import { dictionary } from '../shell/dictionary.ts';
import { ar } from './words.ar.ts';
import { en } from './words.en.ts';
import { fr } from './words.fr.ts';

export type Key = keyof typeof en;

export const words = { en, fr, ar };
export const tell = dictionary(words);
