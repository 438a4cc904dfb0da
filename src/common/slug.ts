/**
 * Names that the product, its operator's infrastructure, or mail and browsers by themselves look for below a domain:
 * an organization with one of them could impersonate the service. Operators give such a name by `add-domain`.
 */
const RESERVED = new Set(
  `about abuse account accounts admin amp analytics api app apps assets auth autoconfig autodiscover backup beta
  billing blog broadcasthost careers cdn chat cloud community config console contact cpanel dashboard db demo dev
  developer developers dns docs domain domains download downloads email events exchange files forum ftp git grafana
  graphql guest health help home host hosting hostmaster image images imap img info internal intranet invitations
  isatap jobs kb kubernetes ldap legal lists local localdomain localhost login logout mail mailer media metrics mobile
  monitor monitoring mta-sts mx mysql news newsletter no-reply noc noreply ns null oauth official openid ops origin
  owa partners pay payment payments pop pop3 portal postgres postmaster preview pricing privacy private prod production
  prometheus proxy public queues redis register relay root router saml sandbox secure security server service session
  sessions settings sftp shop sign-in sign-up signin signup site sites smtp smtps socket ssh ssl sso staff stage staging
  stat static stats status store support sysadmin system taskflow terms test testing tls undefined unsubscribe upload
  uploads usenet user users verify video vpn web webdisk webhook webhooks webmail webmaster websocket whm wiki worker
  wpad ws wss www`.split(/\s+/),
);
/** The second and third of such hosts, and labels that are written in another way than they read (RFC 5890, 2.3.1). */
const RESERVED_FORMS = /^(?:(?:api|cdn|dns|ftp|imap|mail|mx|ns|pop|smtp|web|www)-?\d+|..--.*)$/;
/** The form of a slug; names that are reserved have it, too. */
export const SLUG = /^[a-z0-9](?:[a-z0-9-]{1,61}[a-z0-9])$/;

export const SLUG_RULE =
  'must be 3 to 63 lower-case letters, digits and hyphens, start and end with a letter or digit, and not be a reserved word';

/** Whether a name is kept for the service itself: below BASE_DOMAIN it is no organization's. */
export const isReserved = (name: string): boolean => RESERVED.has(name) || RESERVED_FORMS.test(name);

export function isSlug(value: unknown): boolean {
  return typeof value === 'string' && SLUG.test(value) && !isReserved(value);
}

/** The slug that a name suggests; any name gives a valid one. */
export function slugOf(name: string): string {
  const ascii = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const slug = ascii
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/^-+|-+$/g, '');
  return isSlug(slug) ? slug : `org${slug ? `-${slug}` : ''}`;
}
