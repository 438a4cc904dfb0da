/** The path of these pages: `/app/`, or what is before it where a proxy serves them under a path of its own. */
export const BASE_PATH = new URL('.', document.baseURI).pathname;

/** Where the API is: beside these pages, unless they are built for another host. */
export const API_URL: string =
  (import.meta.env['VITE_API_URL'] as string | undefined) ??
  new URL('..', document.baseURI).href.replace(/\/$/, '');
