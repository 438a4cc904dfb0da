import type { Command } from './command.js';

/**
 * What `taskflow` does beside `start` and `worker`, by name. A command is loaded when it is called: the libraries of
 * all of them take a second.
 */
export const COMMANDS: Record<string, () => Promise<Command>> = {
  seed: async () => (await import('./seed.js')).seed,
  'create-tenant': async () => (await import('./create-tenant.js')).createTenant,
  'add-domain': async () => (await import('./add-domain.js')).addDomain,
  'remove-domain': async () => (await import('./remove-domain.js')).removeDomain,
  'set-plan': async () => (await import('./set-plan.js')).setPlan,
  'create-admin': async () => (await import('./create-admin.js')).createAdmin,
  'list-tenants': async () => (await import('./tenant-lifecycle.js')).listTenants,
  'suspend-tenant': async () => (await import('./tenant-lifecycle.js')).suspendTenant,
  'resume-tenant': async () => (await import('./tenant-lifecycle.js')).resumeTenant,
  'delete-tenant': async () => (await import('./tenant-lifecycle.js')).deleteTenant,
  'restore-tenant': async () => (await import('./tenant-lifecycle.js')).restoreTenant,
  'purge-tenant': async () => (await import('./tenant-lifecycle.js')).purgeTenant,
  'deactivate-user': async () => (await import('./user-activation.js')).deactivateUser,
  'activate-user': async () => (await import('./user-activation.js')).activateUser,
  'delete-user': async () => (await import('./delete-user.js')).deleteUser,
  'disable-totp': async () => (await import('./disable-totp.js')).disableTotp,
  backup: async () => (await import('./backup/backup.js')).backup,
  archive: async () => (await import('./archive/archive.js')).archive,
  unarchive: async () => (await import('./archive/unarchive.js')).unarchive,
  analytics: async () => (await import('./analytics.js')).analytics,
  migrate: async () => (await import('./migrate.js')).migrateTenants,
  'repair-roles': async () => (await import('./repair-roles.js')).repairRoles,
  'rotate-secrets': async () => (await import('./rotate-secrets.js')).rotateSecrets,
  'verify-activity': async () => (await import('./verify-activity.js')).verifyActivity,
  'verify-isolation': async () => (await import('./isolation/verify-isolation.js')).verifyIsolation,
};

/** All of them, as help and completion show them. */
export async function loadCommands(): Promise<Record<string, Command>> {
  const loading = Object.entries(COMMANDS).map(async ([name, load]) => [name, await load()] as const);
  return Object.fromEntries(await Promise.all(loading));
}
