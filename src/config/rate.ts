/** So many requests in so many seconds. */
export interface Rate {
  quota: number;
  window: number;
}

const SECONDS = { s: 1, min: 60, h: 3600, d: 86_400 };

/** How a rate is written: `600/min`. */
export const RATE_PATTERN = /^([1-9]\d{0,8})\/(s|min|h|d)$/;

/** Reads a rate such as `600/min`. @returns undefined when it is none */
export function parseRate(text: string): Rate | undefined {
  const [, quota, unit] = RATE_PATTERN.exec(text) ?? [];
  return quota && unit ? { quota: Number(quota), window: SECONDS[unit as keyof typeof SECONDS] } : undefined;
}
