import { UsersAdminService } from '../modules/admin/users-admin.service.js';
import { type Command, required } from './command.js';

export const disableTotp: Command = {
  summary: 'turn off the second factor of an account: verify the identity of the requester first',
  usage: '--email E-MAIL',
  options: { email: { type: 'string' } },
  run: async ({ options, application }) => {
    const email = required(options, 'email');
    const { get, asOperator } = await application();
    const wasEnabled = await asOperator(() => get(UsersAdminService).disableTotp(email));
    console.log(
      wasEnabled ? `${email} signs in with the password alone now.` : `${email} had no second factor.`,
    );
    return true;
  },
};
