import { analytics } from './analytics.js';
import { backup } from './backup/backup.js';
import { archive } from './archive/archive.js';
import { unarchive } from './archive/unarchive.js';
import { addDomain } from './add-domain.js';
import { createAdmin } from './create-admin.js';
import { createTenant } from './create-tenant.js';
import { deleteUser } from './delete-user.js';
import { disableTotp } from './disable-totp.js';
import { migrateTenants } from './migrate.js';
import { repairRoles } from './repair-roles.js';
import { removeDomain } from './remove-domain.js';
import { rotateSecrets } from './rotate-secrets.js';
import { setPlan } from './set-plan.js';
import { seed } from './seed.js';
import {
  deleteTenant,
  listTenants,
  purgeTenant,
  restoreTenant,
  resumeTenant,
  suspendTenant,
} from './tenant-lifecycle.js';
import { activateUser, deactivateUser } from './user-activation.js';
import { verifyActivity } from './verify-activity.js';
import { verifyIsolation } from './isolation/verify-isolation.js';
import type { Command } from './command.js';

/** What `taskflow` does beside `start` and `worker`, by name. */
export const COMMANDS: Record<string, Command> = {
  seed,
  'create-tenant': createTenant,
  'add-domain': addDomain,
  'remove-domain': removeDomain,
  'set-plan': setPlan,
  'create-admin': createAdmin,
  'list-tenants': listTenants,
  'suspend-tenant': suspendTenant,
  'resume-tenant': resumeTenant,
  'delete-tenant': deleteTenant,
  'restore-tenant': restoreTenant,
  'purge-tenant': purgeTenant,
  'deactivate-user': deactivateUser,
  'activate-user': activateUser,
  'delete-user': deleteUser,
  'disable-totp': disableTotp,
  backup,
  archive,
  unarchive,
  analytics,
  migrate: migrateTenants,
  'repair-roles': repairRoles,
  'rotate-secrets': rotateSecrets,
  'verify-activity': verifyActivity,
  'verify-isolation': verifyIsolation,
};
