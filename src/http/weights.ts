/** What a client makes of the choices that it names in an Accept header, by their names in lower case. */
export type Weights = ReadonlyMap<string, number>;

/**
 * Reads a header of the Accept family (RFC 9110, 12.4.2). Parameters other than `q` make no difference; a weight that
 * can't be read counts as none.
 */
export function weightsIn(header: string): Weights {
  const weights = new Map<string, number>();
  for (const element of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = element.split(';').map((part) => part.trim());
    if (name === '') continue;
    const given = parameters.map((one) => /^q[ \t]*=[ \t]*(\d(?:\.\d{0,3})?)$/.exec(one)?.[1]).find(Boolean);
    weights.set(name, Math.min(Number(given ?? 1), 1));
  }
  return weights;
}

/** The weight of the first of these names, the most specific first, that the client names; 0 for one it doesn't. */
export function weightOf(weights: Weights, ...names: string[]): number {
  return names.map((name) => weights.get(name)).find((weight) => weight !== undefined) ?? 0;
}
