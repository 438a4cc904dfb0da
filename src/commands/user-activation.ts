import { UsersAdminService } from '../modules/admin/users-admin.service.js';
import { type Command, required } from './command.js';

const moving = (move: 'activate' | 'deactivate', summary: string, outcome: string): Command => ({
  summary,
  usage: '--email E-MAIL',
  options: { email: { type: 'string' } },
  run: async ({ options, application }) => {
    const email = required(options, 'email');
    const { get, asOperator } = await application();
    const users = get(UsersAdminService);
    await asOperator(async () => users[move](await users.idOf(email)));
    console.log(`${email} ${outcome}`);
    return true;
  },
});

export const deactivateUser = moving(
  'deactivate',
  'close an account; what the user did stays',
  'is deactivated: its tokens end within a second, and it cannot sign in.',
);

export const activateUser = moving('activate', 'open a closed account', 'can sign in again.');
