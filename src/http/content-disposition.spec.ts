import { describe, expect, it } from 'vitest';
import { attachmentNamed, fileNameIn } from './content-disposition.js';

describe('attachmentNamed', () => {
  it.each([
    ['plan.pdf', `attachment; filename="plan.pdf"; filename*=UTF-8''plan.pdf`],
    ['a "b" c.txt', `attachment; filename="a _b_ c.txt"; filename*=UTF-8''a%20%22b%22%20c.txt`],
    [
      "Größe's (1).txt",
      `attachment; filename="Gr__e's (1).txt"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%27s%20%281%29.txt`,
    ],
    ['🚀', `attachment; filename="_"; filename*=UTF-8''%F0%9F%9A%80`],
  ])('says %s in a way that every client reads', (name, header) => {
    expect(attachmentNamed(name)).toBe(header);
    expect(fileNameIn(header)).toBe(name);
  });
});

describe('fileNameIn', () => {
  it.each([
    ['attachment; filename=plan.pdf', 'plan.pdf'],
    ['attachment;filename="a;b \\"c\\".txt"', 'a;b "c".txt'],
    [`attachment; filename="x"; filename*=utf-8'en'%e2%82%ac.txt`, '€.txt'],
    [`attachment; filename*=UTF-8''%ff`, undefined],
    ['attachment', undefined],
    [undefined, undefined],
  ])('finds the name in %s', (header, name) => {
    expect(fileNameIn(header)).toBe(name);
  });
});
