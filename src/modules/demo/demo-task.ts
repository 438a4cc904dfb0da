import type { Role } from '../../context/principal.js';
import type { TaskPriority } from '../tasks/task.js';

/** `OPEN`, `STARTED`, or after how many hours it was completed. */
export type DemoState = 'OPEN' | 'STARTED' | number;

/** A task of the demo, with times relative to the moment at which it is loaded. */
export type DemoTask = [
  title: string,
  /** The name of its project; null for none. */
  project: string | null,
  priority: TaskPriority,
  labels: string[],
  /** How many days ago it was created. */
  age: number,
  state: DemoState,
  assignee?: Role | null,
  /** How many days after its creation it is due. */
  due?: number,
];
