import type { Random } from '../support/random.ts';

/** Texts by their format: first those that the format allows, then some that it forbids. */
export const FORMATS: Record<string, (random: Random) => string[]> = {
  uuid: (random) => [
    `${random.hex(8)}-${random.hex(4)}-7${random.hex(3)}-${random.pick([...'89ab'])}${random.hex(3)}-${random.hex(12)}`,
    `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-a${random.hex(3)}-${random.hex(12)}`.toUpperCase(),
    `${random.hex(8)}-${random.hex(4)}-${random.hex(4)}-${random.hex(4)}-${random.hex(12)}`,
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    'urn:uuid:019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b',
    '019aa3c07d5e700080001c2d3e4f5a6b',
    '{019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b}',
    '019aa3c0-7d5e-7000-8000-1c2d3e4f5a6',
  ],
  'date-time': (random) => [
    new Date(random.integer(0, 4e12)).toISOString(),
    `20${random.integer(30, 99)}-01-31T12:00:00Z`,
    '2030-01-31T12:00:00+05:30',
    '2030-01-31T23:59:59.123456-11:00',
    '2028-02-29T00:00:00.000Z',
    '2030-01-31t12:00:00z',
    '1970-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
    '0001-01-01T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '2016-12-31T23:59:60Z',
    '2030-12-31',
    '2030-01-31 12:00:00Z',
    '2030-01-31T12:00:00',
    '2030-02-30T12:00:00Z',
    '2030-01-31T24:00:00Z',
    '2030-01-31T12:00Z',
    'tomorrow',
    '1900000000000',
  ],
  date: (random) => [
    new Date(random.integer(16e11, 18e11)).toISOString().slice(0, 10),
    '2028-02-29',
    '0001-01-01',
    '9999-12-31',
    '2027-02-29',
    '2030-1-1',
    '2030-01-31T12:00:00Z',
    'today',
  ],
  email: (random) => [
    `fuzz-${random.hex(10)}@example.com`,
    `Fuzz.${random.hex(6)}+tag@Example.COM`,
    `o'neill!#$%&*/=?^_{|}~-${random.hex(6)}@sub.example.com`,
    `${'a'.repeat(54)}${random.hex(10)}@example.com`,
    `${random.hex(8)}@${'b'.repeat(63)}.example`,
    `${random.hex(8)}@e.co`,
    `${random.hex(8)}@xn--bcher-kva.example`,
    `${random.hex(8)}@example.c`,
    `${random.hex(8)}@127.0.0.1`,
    `${random.hex(8)}@example.123`,
    `${random.hex(8)}@${'c'.repeat(64)}.example`,
    `${'a'.repeat(65)}@example.com`,
    `${random.hex(8)}@localhost`,
    `${random.hex(8)}@-example.com`,
    `${random.hex(8)}@example..com`,
    `.${random.hex(8)}@example.com`,
    `${random.hex(4)}..${random.hex(4)}@example.com`,
    `${random.hex(8)}@bücher.example`,
    `"${random.hex(4)} x"@example.com`,
    'nobody',
    '@example.com',
    'a@b@example.com',
  ],
  uri: (random) => [
    `https://hooks.example.com/${random.hex(8)}`,
    'https://hooks.example.com',
    `https://hooks.example.com:8443/a/b?c=d&e=%20#f`,
    'HTTPS://HOOKS.EXAMPLE.COM/',
    'https://xn--bcher-kva.example/x',
    `https://hooks.example.com/${'x'.repeat(1974)}`,
    'https://93.184.216.34/hook',
    'https://user:secret@hooks.example.com/',
    'http://hooks.example.com/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://localhost/',
    'ftp://example.com/x',
    'urn:isbn:0451450523',
    'mailto:ada@example.com',
    'https://hooks.example.com/ä',
    'https://',
    'hooks.example.com',
    '//example.com',
    'https://exa mple.com/',
  ],
  'idn-hostname': (random) => [
    `fuzz-${random.hex(8)}.example.com`,
    `Fuzz${random.hex(8)}.Example.NET`,
    `bücher-${random.hex(6)}.example`,
    `xn--bcher-kva.${random.hex(6)}.example`,
    `${'d'.repeat(63)}.${random.hex(6)}.example`,
    `${'e'.repeat(64)}.example`,
    'localhost',
    'example',
    '192.0.2.1',
    '-a.example.com',
    'a_b.example.com',
    'a..example.com',
    'example.com.',
    'example.com:443',
    'http://example.com',
    'a b.example.com',
  ],
};

const UNICODE = [
  'Größe',
  '日本語のタスク',
  '👩‍🚀 launch',
  'مرحبا بالعالم',
  'e\u0301 and \u00e9',
  'zero\u200bwidth',
  '\u202eevil',
  '𝒳𝒴𝒵',
];

const AWKWARD = [
  `'; DROP TABLE tasks; --`,
  '<script>alert(1)</script>',
  '${7*7} {{7*7}} %s %n',
  '=1+1',
  '../../etc/passwd',
  'null',
  'true',
  '0',
  '-1',
  '"quoted"',
  'back\\slash',
  'two\nlines',
  'tab\there',
  '@[019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b] @ada',
  '__proto__',
  'toString',
];

/** Characters of one unit of UTF-16 and of two, and one that selects a variant of the character before it. */
export const PIECES = ['x', 'ä', '字', '👍', '\ufe0f'];

/** Texts that the keywords for lengths and patterns allow, or just don't. */
export function plainTexts(
  random: Random,
  { example, minLength = 0, maxLength }: { example?: unknown; minLength?: number; maxLength?: number },
): string[] {
  const seeds = [
    ...(typeof example === 'string' ? [example, edited(random, example), edited(random, example)] : []),
    `fuzz ${random.hex(8)}`,
    `fuzz-${random.hex(8)}`,
    random.pick(UNICODE),
    random.pick(AWKWARD),
    random.pick(AWKWARD),
  ];
  const lengths = [minLength, minLength + 1, ...(maxLength === undefined ? [] : [maxLength])];
  const piece = random.pick([...PIECES, ' ']);
  return [
    ...seeds,
    ...lengths.map((length) => `y${piece.repeat(Math.max(length - 2, 0))}z`.slice(0, length && undefined)),
    ...(minLength <= 1 ? ['z'] : []),
    ...(minLength === 0 ? [''] : []),
    ' surrounded ',
  ];
}

/** Another text of much the same kind: a character is replaced, left out or doubled. */
function edited(random: Random, text: string): string {
  const characters = [...text];
  for (let edits = random.integer(1, 3); edits > 0 && characters.length > 0; edits--) {
    const at = random.integer(0, characters.length - 1);
    const old = characters[at] as string;
    const kind = [/[a-z]/, /[A-Z]/, /[0-9]/].find((one) => one.test(old));
    const alike =
      kind && 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'.match(new RegExp(kind, 'g'));
    characters.splice(at, 1, ...random.pick([alike ? [random.pick(alike)] : [old], [], [old, old]]));
  }
  return characters.join('');
}

/** What no text may hold, as the description of the API says. */
export const UNSTORABLE = ['nul\0', 'half \ud83d'];
