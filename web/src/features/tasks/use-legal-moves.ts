import type { TaskStatus } from '../../api/client.ts';
import { useSettings } from '../../api/organization.ts';
import { legalMoves } from './moves.ts';

/** What a status can become in the organization of the session. */
export function useLegalMoves(): (from: TaskStatus) => readonly TaskStatus[] {
  const allowReopen = useSettings()?.allowReopen ?? false;
  return (from) => legalMoves(from, allowReopen);
}
