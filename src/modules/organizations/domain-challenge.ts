/** The label in front of a domain under which its proof is looked up, as RFC 8552 has it. */
export const CHALLENGE_LABEL = '_taskflow';

/** What the record's value begins with. */
export const CHALLENGE_PREFIX = 'taskflow-verify=';

/** The TXT record by which an organization proves that it holds a domain. */
export interface Challenge {
  name: string;
  value: string;
}

export const challengeOf = ({ domain, token }: { domain: string; token: string }): Challenge => ({
  name: `${CHALLENGE_LABEL}.${domain}`,
  value: `${CHALLENGE_PREFIX}${token}`,
});
