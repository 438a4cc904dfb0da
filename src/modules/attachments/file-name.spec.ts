import { expect, it } from 'vitest';
import { cleanFileName } from './file-name.js';

it.each([
  ['plan.pdf', 'plan.pdf'],
  ['  plan.pdf ', 'plan.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\ada\\plan.pdf', 'plan.pdf'],
  ['a\0b\r\nc\u007f.txt', 'abc.txt'],
  ['photo\u202egpj.exe', 'photogpj.exe'],
  ['.env', '.env'],
  ['Gro\u0308ße.txt', 'Größe.txt'],
  ['a\ud800b', 'a\ufffdb'],
  [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(251)}.pdf`],
  [`${'x'.repeat(250)}🚀.pdf`, `${'x'.repeat(250)}🚀.pdf`],
  [`${'🚀'.repeat(300)}.pdf`, `${'🚀'.repeat(251)}.pdf`],
  ['', undefined],
  ['..', undefined],
  ['folder/', undefined],
  ['\0', undefined],
])('makes of %j %j', (name, clean) => {
  expect(cleanFileName(name)).toBe(clean);
});
