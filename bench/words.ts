/** A vocabulary in which some words are frequent and most are rare, as in any language. */
const WORDS = 5000;
const SYLLABLES = ['ta', 'ro', 'mi', 'len', 'sho', 'vek', 'dun', 'pal', 'gri', 'os', 'ben', 'cu'];
const LABELS = [
  'bug',
  'feature',
  'docs',
  'backend',
  'frontend',
  'urgent',
  'later',
  'infra',
  'test',
  'design',
];

/** A number of [0, 1) that is always the same for the same seed. */
function chance(seed: number): number {
  const x = Math.imul(seed ^ (seed >>> 16), 0x45d9f3b);
  const y = Math.imul(x ^ (x >>> 16), 0x45d9f3b);
  return ((y ^ (y >>> 16)) >>> 0) / 2 ** 32;
}

/** The word of a rank, 0 being the most frequent. */
export function word(rank: number): string {
  const length = SYLLABLES.length;
  return [
    rank % length,
    Math.floor(rank / length) % length,
    Math.floor(rank / length ** 2) % length,
    rank % 7,
  ]
    .map((index) => SYLLABLES[index])
    .join('');
}

/** Words by their frequency: the rank grows exponentially (Zipf). */
export function sentence(seed: number, words: number): string {
  return Array.from({ length: words }, (_, place) =>
    word(Math.floor(WORDS ** chance(seed * 31 + place)) - 1),
  ).join(' ');
}

export const labelsOf = (seed: number): string[] => [LABELS[seed % 10] as string, `team-${seed % 50}`];
