import type { components } from '@taskflow/client';
import { toApiError } from '../../api/problem.ts';
import { REFUSALS } from '../../texts/transfers.ts';
import { formatNumber } from '../../ui/format.ts';
import css from './transfers.module.css';

type RowRefusal = components['schemas']['RefusalDto'];

/** What is wrong with a file as a whole. */
export const sayRefusal = (error: unknown): string => {
  const refused = toApiError(error);
  return Object.values(refused.fields)[0] ?? refused.message;
};

/** Which rows become no task, and why. */
export function RefusalTable({ refusals, isBusy }: { refusals: RowRefusal[]; isBusy?: boolean }) {
  return (
    <div className={css['table']} tabIndex={0} role="region" aria-label={REFUSALS.title} aria-busy={isBusy}>
      <table>
        <thead>
          <tr>
            <th scope="col" className={css['figure']}>
              {REFUSALS.line}
            </th>
            <th scope="col">{REFUSALS.column}</th>
            <th scope="col">{REFUSALS.value}</th>
            <th scope="col" className={css['wide']}>
              {REFUSALS.reason}
            </th>
          </tr>
        </thead>
        <tbody>
          {refusals.map(({ line, field, value, reason, proposal }, index) => (
            <tr key={index}>
              <td className={css['figure']}>{formatNumber(line)}</td>
              <td>{field ?? '–'}</td>
              <td className={css['cell']} title={value ?? undefined}>
                {value ?? '–'}
              </td>
              <td>
                {reason}
                {proposal && <span className={css['dim']}> {REFUSALS.proposal(proposal)}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
