/** Where the API is: this server, unless the pages are built for another host. */
export const API_URL: string = (import.meta.env['VITE_API_URL'] as string | undefined) ?? '';
