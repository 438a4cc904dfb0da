import type { TaskPriority, TaskStatus } from '../../tasks/task.js';
import { nameKey } from './names.js';

const NAMES: Record<TaskStatus, string[]> = {
  CREATED: [
    'created, to do, todo, to-dos, open, opened, backlog, new, not started, pending, ready, planned, unstarted, unscheduled',
    'inbox, next, next up, up next, later, icebox, triage, reopened, selected for development, ready for development',
    'scheduled, proposed, approved, needs action, incomplete, active task, ideas, this week, next week, today, on hold, blocked, paused, waiting, deferred',
    'no status, unassigned, draft, accepted for later, to be scheduled, confirmed, tbd, specified, in specification',
    'offen, neu, zu erledigen, geplant, ausstehend, nicht begonnen, nicht gestartet, eingang, wartend',
    'a faire, nouveau, nouvelle, ouvert, ouverte, non commence, en attente, planifie',
    'por hacer, pendiente, nuevo, nueva, abierto, abierta, sin empezar, no iniciado',
  ],
  IN_PROGRESS: [
    'in progress, in-progress, doing, started, in review, review, code review, in development, development, working on it, wip',
    'work in progress, active, ongoing, testing, in testing, test, qa, in qa, under review, delivered, finished, rejected, reviewing',
    'ready for review, ready for test, ready for qa, ready for deploy, in process, assigned, committed, feedback, stuck, implementing, building, current',
    'in arbeit, in bearbeitung, begonnen, gestartet, in pruefung, in prufung, laufend, aktiv',
    'en cours, commence, en revision, en revue, demarre',
    'en curso, en progreso, en proceso, iniciado, en revision, haciendo',
  ],
  COMPLETED: [
    'completed, complete, done, closed, resolved, shipped, released, deployed, merged, accepted, fixed, verified, solved, archived, achieved',
    'erledigt, fertig, abgeschlossen, geschlossen, gelost, geloest, beendet, gelöst',
    'termine, terminee, fait, ferme, fermee, resolu, resolue, acheve, fini',
    'hecho, hecha, completado, completada, terminado, terminada, cerrado, cerrada, resuelto, resuelta, finalizado, listo',
  ],
};

/** Closed without having been done: completed here, and what it was stays in the description. */
const ABANDONED = new Set(
  [
    "cancelled, canceled, won't do, wont fix, won't fix, removed, duplicate, rejected for good, invalid, dropped, obsolete, not planned",
    'abgebrochen, abgelehnt, abgewiesen, zuruckgewiesen, verworfen, annule, annulee, rejete, cancelado, cancelada, rechazado',
  ].flatMap(keysIn),
);

/** Names that say no more than the status that they stand for. */
const PLAIN = new Set(
  [
    'to do, to be done, open, opened, new, created, not started, unstarted, incomplete, needs action, 0',
    'in progress, doing, started, 1',
    'completed, complete, done, closed, 2',
    'offen, in arbeit, erledigt, a faire, en cours, termine, por hacer, en curso, hecho',
  ].flatMap(keysIn),
);

const PRIORITIES: Record<TaskPriority, string[]> = {
  NONE: ['none, no priority, nopriority, not set, undefined, keine, ohne, aucune, ninguna, no'],
  LOW: [
    'low, lowest, minor, trivial, optional, nice to have, niedrig, gering, niedrigste, faible, basse, bas, baja, bajo, p4, p5',
  ],
  MEDIUM: ['medium, normal, moderate, default, mittel, moyenne, moyen, normale, media, medio, p3'],
  HIGH: ['high, major, important, severe, hoch, wichtig, haute, elevee, eleve, alta, alto, importante, p2'],
  URGENT: [
    'urgent, highest, critical, blocker, immediate, emergency, asap, very high, dringend, sehr hoch, hochste, sofort, kritisch, urgente, critique, critica, critico, tres haute, immediat, muy alta, inmediata, p0, p1',
  ],
};

function keysIn(list: string): string[] {
  return list.split(',').map((name) => nameKey(name));
}

const dictionary = <Value extends string>(names: Record<Value, string[]>): ReadonlyMap<string, Value> =>
  new Map(
    (Object.entries(names) as [Value, string[]][]).flatMap(([value, lists]) =>
      lists.flatMap(keysIn).map((key) => [key, value] as const),
    ),
  );

/** How much of it is done. */
const SHARE = /^(\d{1,3})(?:[.,]\d+)? ?%$/;

const STATUSES = dictionary(NAMES);
const BY_PRIORITY = dictionary(PRIORITIES);

/** What other products call a status; undefined for what is no usual name of one. */
export function statusOf(text: string): TaskStatus | undefined {
  const share = SHARE.exec(text);
  if (share) return Number(share[1]) >= 100 ? 'COMPLETED' : Number(share[1]) > 0 ? 'IN_PROGRESS' : 'CREATED';
  const key = nameKey(text);
  return STATUSES.get(key) ?? (ABANDONED.has(key) ? 'COMPLETED' : undefined);
}

/** Whether a status says more than ours do, such as why a task waits, or that it was never done. */
export const saysMore = (text: string): boolean => !PLAIN.has(nameKey(text));

/** As `statusOf`, only for names that say no more than our status. */
export const plainStatusOf = (text: string): TaskStatus | undefined =>
  saysMore(text) ? undefined : statusOf(text);

const NUMBERED: ReadonlyMap<string, TaskPriority> = new Map([
  ['0', 'NONE'],
  ['1', 'URGENT'],
  ['2', 'HIGH'],
  ['3', 'MEDIUM'],
  ['4', 'LOW'],
  ['5', 'LOW'],
]);

/** The priority of a number where nothing else is known: 1 is the highest. */
export const numberedPriority = (text: string): TaskPriority | undefined => NUMBERED.get(text);

/** What other products call a priority, also as `P1 - High` and `1 - Urgent`. */
export function priorityOf(text: string): TaskPriority | undefined {
  const found = BY_PRIORITY.get(nameKey(text));
  if (found) return found;
  const parts = text.split(/[^\p{L}]+/u).filter((part) => part.length > 1);
  for (const part of parts) {
    const named = BY_PRIORITY.get(nameKey(part));
    if (named) return named;
  }
  return /^[!❗]{1,3}$/u.test(text) ? (['LOW', 'MEDIUM', 'HIGH'] as const)[text.length - 1] : undefined;
}

const YES = new Set([
  'true',
  'yes',
  'y',
  'x',
  '1',
  'done',
  'completed',
  'complete',
  'checked',
  'ja',
  'oui',
  'si',
  'wahr',
  'vrai',
  'verdadero',
  'archived',
  'closed',
  '✓',
  '✔',
  '☑',
]);

/** Whether a cell says yes. */
export const isYes = (text: string): boolean => YES.has(nameKey(text));

/** Whether a cell says no. */
export const isNo = (text: string): boolean => /^(?:no|false|n|nein|non|faux|falsch|0)$/i.test(text);
