import type { components } from '@taskflow/client';
import { toApiError } from '../../api/problem.ts';
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
    <div className={css['table']} tabIndex={0} role="region" aria-label="Refused rows" aria-busy={isBusy}>
      <table>
        <thead>
          <tr>
            <th scope="col" className={css['figure']}>
              Line
            </th>
            <th scope="col">Column</th>
            <th scope="col">Value</th>
            <th scope="col" className={css['wide']}>
              Reason
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
                {proposal && <span className={css['dim']}> Possible: {proposal}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
