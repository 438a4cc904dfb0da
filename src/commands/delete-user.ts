import { UsersAdminService } from '../modules/admin/users-admin.service.js';
import { type Command, required, UsageError } from './command.js';

export const deleteUser: Command = {
  summary: 'delete an account for good: what was personal goes, what the user wrote stays',
  usage: '--email E-MAIL --yes [--successor E-MAIL]',
  options: { email: { type: 'string' }, successor: { type: 'string' }, yes: { type: 'boolean' } },
  run: async ({ options, application }) => {
    const email = required(options, 'email');
    const successor = options['successor'] === undefined ? undefined : required(options, 'successor');
    if (!options['yes'])
      throw new UsageError(`This deletes ${email} and can't be undone: say --yes if that is what you want.`);
    const { get, asOperator } = await application();
    await asOperator(() => get(UsersAdminService).delete(email, successor));
    console.log(`${email} is deleted: its tokens end within a second.`);
    return true;
  },
};
