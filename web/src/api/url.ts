/** The path of these pages: `/app/`, or what is before it where a proxy serves them under a path of its own. */
export const BASE_PATH = new URL('.', document.baseURI).pathname;

/** The whole address of a page or file of the console, on whichever page the reader is: `join#token=…`. */
export const addressOf = (page: string): string => new URL(page, document.baseURI).href;

/** Where the API is: beside these pages, unless they are built for another host. */
export const API_URL: string =
  (import.meta.env['VITE_API_URL'] as string | undefined) ??
  new URL('..', document.baseURI).href.replace(/\/$/, '');
