/** In characters: a longer text is no name, and is compared as it is. */
const MAX_LENGTH = 1000;

/** How names of columns and of values compare: without case, accents, blanks and punctuation. */
export const nameKey = (name: string): string => {
  if (name.length > MAX_LENGTH) return name;
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');
  return plain.replaceAll(/[^\p{L}\p{N}]+/gu, '') || plain.trim();
};

/** An object by the keys of its names. */
export const byKey = <Value>(values: Readonly<Record<string, Value>>): ReadonlyMap<string, Value> =>
  new Map(Object.entries(values).map(([name, value]) => [nameKey(name), value]));
