/** Where a page isn't served over TLS, browsers have no `randomUUID`. */
export const newIdempotencyKey = (): string => crypto.randomUUID?.() ?? String(Math.random());
