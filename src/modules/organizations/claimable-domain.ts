import { CHALLENGE_LABEL } from './domain-challenge.js';

/**
 * Top-level names that lead nowhere on the internet (RFC 6761, 6762, 7686, 8375, 9476, ICANN's `internal`), and those
 * that local networks use all the same: what answers there differs from network to network.
 */
const LOCAL = new Set([
  'alt',
  'arpa',
  'corp',
  'home',
  'internal',
  'intranet',
  'invalid',
  'lan',
  'local',
  'localdomain',
  'localhost',
  'onion',
  'private',
]);

/** Second-level names under which registries of countries give names away, such as `co.uk`. */
const REGISTRIES = new Set([
  'ac',
  'co',
  'com',
  'ed',
  'edu',
  'gen',
  'go',
  'gob',
  'gouv',
  'gov',
  'govt',
  'ltd',
  'mil',
  'ne',
  'net',
  'nhs',
  'nom',
  'or',
  'org',
  'plc',
  'sch',
]);

/** In octets (RFC 1035, 2.3.4): the name of the record has to fit, too. */
const LONGEST = 253 - `${CHALLENGE_LABEL}.`.length;

/**
 * Why a host name can't be claimed; undefined for one that can be. Which names are whose is shown by proof; this
 * only keeps out those that can't be one organization's.
 * @param name as `toHostName` writes it
 */
export function whyUnclaimable(name: string): string | undefined {
  const labels = name.split('.');
  const last = labels.at(-1) as string;
  if (name.length > LONGEST) return `must have ${LONGEST} characters at most`;
  if (LOCAL.has(last)) return `must not end with .${last}, which is no name on the internet`;
  if (labels.length === 2 && last.length === 2 && REGISTRIES.has(labels[0] as string))
    return 'must be a name below those that registries give away';
  return undefined;
}
