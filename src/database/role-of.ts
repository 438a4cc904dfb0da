/** The role a connection URL signs in with. */
export function roleOf(url: string): string {
  return decodeURIComponent(new URL(url).username);
}
