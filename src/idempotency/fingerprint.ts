import { createHash } from 'node:crypto';

/** SHA-256 of what a request asks for. The order of a body's members, and white space, make no difference. */
export function fingerprintOf(method: string, url: string, body: unknown): Buffer {
  const hash = createHash('sha256').update(`${method} ${url}\n`);
  // No body and `{}` are the same.
  const content = typeof body === 'string' || Buffer.isBuffer(body) ? body : canonical(body ?? {});
  return hash.update(content).digest();
}

function canonical(body: unknown): string {
  return JSON.stringify(body, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
