import { errorOf } from './problem.ts';
import { getSession, renew } from './session.ts';
import { API_URL } from './url.ts';

interface SendOptions {
  signal?: AbortSignal;
  /** The same for each attempt: where the answer of one was lost, the file isn't taken twice. */
  key?: string;
}

/**
 * Sends a file, and says how far it is: `fetch` can't tell that.
 * @returns what the server answered; undefined where the sending was aborted. @throws ApiError
 */
export async function sendFile(
  path: string,
  file: File,
  onProgress: (share: number) => void,
  { signal, key }: SendOptions = {},
): Promise<unknown> {
  // A long upload must not end in an expired token.
  const session = getSession();
  if (session && expiresSoon(session.accessToken)) await renew();
  return new Promise<unknown>((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append('file', file, file.name);
    request.open('POST', API_URL + path);
    request.setRequestHeader('authorization', `Bearer ${getSession()?.accessToken ?? ''}`);
    if (key) request.setRequestHeader('idempotency-key', key);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () =>
      request.status < 300
        ? resolve(JSON.parse(request.responseText))
        : void errorOf(new Response(request.responseText, { status: request.status })).then(reject);
    request.onerror = () => void errorOf(undefined).then(reject);
    request.onabort = () => resolve(undefined);
    signal?.addEventListener('abort', () => request.abort());
    if (signal?.aborted) resolve(undefined);
    else request.send(form);
  });
}

/** Within two minutes, in the claim that every token has. */
function expiresSoon(token: string): boolean {
  const claims = JSON.parse(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'))) as {
    exp: number;
  };
  return claims.exp * 1000 - Date.now() < 120_000;
}

/** Saves what an address answers as a file. A link can't bring the token. @throws ApiError */
export async function saveFile(path: string, name: string): Promise<void> {
  const get = (): Promise<Response> =>
    fetch(API_URL + path, {
      headers: { authorization: `Bearer ${getSession()?.accessToken ?? ''}` },
    }).catch(async () => {
      throw await errorOf(undefined);
    });
  let response = await get();
  if (response.status === 401 && (await renew())) response = await get();
  if (!response.ok) throw await errorOf(response);
  saveContent(await response.blob(), name);
}

/** Saves what the page has as a file. */
export function saveContent(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
