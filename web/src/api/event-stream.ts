import { errorOf } from './problem.ts';
import { getSession } from './session.ts';
import { API_URL } from './url.ts';

/**
 * The data of server-sent events, until the server ends them. `EventSource` can't bring the token.
 * @throws ApiError
 */
export async function* readEvents<T>(path: string, signal: AbortSignal): AsyncGenerator<T> {
  const headers = { authorization: `Bearer ${getSession()?.accessToken ?? ''}`, accept: 'text/event-stream' };
  const response = await fetch(API_URL + path, { headers, signal });
  if (!response.ok || !response.body) throw await errorOf(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const events = (text + value).split(/\r?\n\r?\n/);
    text = events.pop() ?? '';
    for (const event of events) {
      const data = event.split(/\r?\n/).filter((line) => line.startsWith('data:'));
      if (data.length > 0) yield JSON.parse(data.map((line) => line.slice(5)).join('\n')) as T;
    }
  }
}
