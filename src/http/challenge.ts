/**
 * The WWW-Authenticate of a 401: an access token is wanted (RFC 6750, 3).
 * @param refusal why the one that came isn't good enough
 */
export function challenge(refusal?: string): string {
  const realm = 'Bearer realm="TaskFlow"';
  return refusal === undefined ? realm : `${realm}, error="invalid_token", error_description="${refusal}"`;
}
