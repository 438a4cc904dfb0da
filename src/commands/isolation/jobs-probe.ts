import { isId } from '../../common/id.js';
import { SharedTransaction } from '../../database/shared-transaction.js';
import { Outbox } from '../../queue/outbox.js';
import { QUEUES } from '../../queue/queue.names.js';
import type { Probe } from './isolation-probe.js';
import { RequestContext } from '../../context/request-context.js';
import type { CommandContext } from '../command.js';

type Application = Awaited<ReturnType<CommandContext['application']>>;

/** Compares the organization that each job in the queues names with the one its work was accepted from. */
export async function probeJobs({ get }: Application): Promise<Probe> {
  const result: Probe = {
    name: 'find a job that names another organization than its work',
    tried: 0,
    failures: [],
  };
  for (const name of QUEUES) {
    for (const { id, data } of await get(Outbox).queue(name).getJobs()) {
      // Others do whatever there is to do in the organization that they name: nothing was accepted for them.
      if (!isId(id)) continue;
      const rows = await get(RequestContext).run({}, () =>
        get(SharedTransaction).manager.query<{ organization: string }[]>(
          'SELECT organization_id AS organization FROM public.outbox WHERE job_id = $1',
          [id],
        ),
      );
      // Work that has just ended is crossed off before its job is gone.
      if (!rows[0]) continue;
      result.tried += 1;
      if (rows[0].organization !== data.organizationId)
        result.failures.push(`${name} ${id} names ${data.organizationId}, not ${rows[0].organization}`);
    }
  }
  return result;
}
