// The first words of a text, where there is room for no more.

const LONGEST = 140; // characters

export function excerptOf(text: string): string {
  const letters = [...text];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST).join('')}…` : text;
}
