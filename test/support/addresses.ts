/** The header by which a trusted proxy passes on the address of a client. */
export type ForwardedFor = { 'x-forwarded-for': string };

let count = 0;

/** A client's address that no other test of the file calls from; each is the only one of its network. */
export const newAddress = (): ForwardedFor => ({ 'x-forwarded-for': `10.4.${count >> 8}.${count++ & 255}` });
