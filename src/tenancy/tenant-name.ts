const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * The name of an organization's schema, and of its database role where it has one of its own. It is made of the id
 * alone, so it needs no quoting, never changes with the slug and fits PostgreSQL's 63 bytes.
 * @throws Error for anything that isn't a lower-case UUID: the result goes into SQL as it is.
 */
export function tenantName(organizationId: string): string {
  if (!UUID.test(organizationId)) throw new Error('An organization id must be a lower-case UUID.');
  return `tenant_${organizationId.replaceAll('-', '')}`;
}

/** SQL for `tenantName`. @param organizationId SQL for the id */
export const tenantNameSql = (organizationId: string): string =>
  `'tenant_' || replace(${organizationId}::text, '-', '')`;
