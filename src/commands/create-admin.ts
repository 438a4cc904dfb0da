import { RequestContext } from '../context/request-context.js';
import { UsersService } from '../modules/users/users.service.js';
import { type Command, required, UsageError } from './command.js';

export const createAdmin: Command = {
  summary: 'make an account a platform admin, with access to /admin',
  usage: '--email E-MAIL',
  options: { email: { type: 'string' } },
  run: async ({ options, application }) => {
    const email = required(options, 'email');
    const { get } = await application();
    if (!(await get(RequestContext).run({}, () => get(UsersService).makePlatformAdmin(email)))) {
      throw new UsageError(`There is no account ${email}: sign up first.`);
    }
    console.log(`${email} is a platform admin now.`);
    return true;
  },
};
