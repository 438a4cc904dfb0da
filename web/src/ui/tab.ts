import type { Permission } from '../api/client.ts';
import type { NavigationEntry } from './navigation.ts';

/** One of several pages about the same thing. */
export interface Tab {
  to: NavigationEntry['to'];
  label: string;
  /** Who lacks it doesn't see the tab. */
  permission?: Permission;
}
