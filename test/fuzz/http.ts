/** How long an answer may take on a machine that is busy with other things, in milliseconds. */
const TIMEOUT = 30_000;

export interface Sent {
  method: string;
  /** With the query. */
  path: string;
  headers: Record<string, string>;
  body?: string | FormData | Uint8Array<ArrayBuffer>;
}

export interface Answer {
  status: number;
  contentType: string;
  /** Parsed, where it is JSON. */
  body: unknown;
  headers: Headers;
}

/** @throws Error when there is no answer, or one that can't be read */
export async function send(baseUrl: string, { method, path, headers, body }: Sent): Promise<Answer> {
  const signal = AbortSignal.timeout(TIMEOUT);
  const response = await fetch(baseUrl + path, { method, headers, body, redirect: 'manual', signal });
  const contentType = response.headers.get('content-type') ?? '';
  const answer = { status: response.status, contentType, headers: response.headers };
  if (contentType.startsWith('text/event-stream')) {
    await response.body?.cancel();
    return { ...answer, body: '' };
  }
  const text = await response.text();
  return { ...answer, body: /[/+]json\b/.test(contentType) ? parsed(text, response.status) : text };
}

/** A part of a file of JSON is no JSON. */
function parsed(text: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (status === 206) return text;
    throw error;
  }
}

/** The same request for a shell. What is too long for one is cut. */
export function asCurl(baseUrl: string, { method, path, headers, body }: Sent): string {
  const parts = ['curl -i', `-X ${method}`, quoted(baseUrl + path)];
  for (const [name, value] of Object.entries(headers)) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (body instanceof FormData) {
    for (const [name, value] of body)
      parts.push(`-F ${quoted(`${name}=${typeof value === 'string' ? value : `@${value.name}`}`)}`);
  } else if (body !== undefined)
    parts.push(`--data-binary ${quoted(typeof body === 'string' ? body : `<${body.length} bytes>`)}`);
  return parts.join(' ');
}

const quoted = (text: string): string =>
  `'${(text.length > 1500 ? `${text.slice(0, 1500)}…` : text).replaceAll("'", `'\\''`)}'`;
