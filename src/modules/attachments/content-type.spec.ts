import { describe, expect, it } from 'vitest';
import { detectContentType, SAMPLE_SIZE, sentType } from './content-type.js';

const PNG = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex');

describe('detectContentType', () => {
  it.each([
    ['a picture', PNG, 'image/png', 'image/png'],
    ['a PDF', '%PDF-1.7\n', 'application/pdf', 'application/pdf'],
    ['text', 'Grüße, 日本', 'text/plain', 'text/plain; charset=utf-8'],
    ['HTML', ' <!-- x --><!DOCTYPE html><p>', 'text/html', 'application/octet-stream'],
    ['HTML behind text', 'hello <script>alert(1)</script>', 'text/html', 'application/octet-stream'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg">', 'image/svg+xml', 'application/octet-stream'],
    ['SVG as XML', '<?xml version="1.0"?><svg >', 'image/svg+xml', 'application/octet-stream'],
    ['XML', '<?xml version="1.0"?><a/>', 'application/xml', 'application/octet-stream'],
    ['a script', '#!/bin/sh\nrm', 'text/x-script', 'application/octet-stream'],
    ['bytes', Buffer.from([1, 2, 3, 250]), 'application/octet-stream', 'application/octet-stream'],
    ['nothing', '', 'application/octet-stream', 'application/octet-stream'],
    [
      'text that is cut',
      Buffer.from(`${'x'.repeat(SAMPLE_SIZE - 1)}ü`).subarray(0, SAMPLE_SIZE),
      'text/plain',
      'text/plain; charset=utf-8',
    ],
  ])('knows %s', async (_, content, type, sent) => {
    expect(await detectContentType(Buffer.from(content))).toBe(type);
    expect(sentType(type)).toBe(sent);
  });
});
