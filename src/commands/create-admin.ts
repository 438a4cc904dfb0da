import { UsersAdminService } from '../modules/admin/users-admin.service.js';
import { type Command, required } from './command.js';

export const createAdmin: Command = {
  summary: 'make an account a platform admin, with access to /admin',
  usage: '--email E-MAIL',
  options: { email: { type: 'string' } },
  run: async ({ options, application }) => {
    const email = required(options, 'email');
    const { get, asOperator } = await application();
    await asOperator(() => get(UsersAdminService).makePlatformAdmin(email));
    console.log(`${email} is a platform admin now.`);
    return true;
  },
};
