import { inboxNavigation } from '../features/inbox/navigation.tsx';
import { platformNavigation } from '../features/platform/navigation.tsx';
import { settingsNavigation } from '../features/settings/navigation.tsx';
import { taskNavigation } from '../features/tasks/navigation.tsx';
import type { NavigationEntry } from '../ui/navigation.ts';

/** The sidebar, from top to bottom. */
export const NAVIGATION: { heading?: string; entries: NavigationEntry[] }[] = [
  { entries: [...taskNavigation, ...inboxNavigation] },
  { heading: 'Settings', entries: [...settingsNavigation, ...platformNavigation] },
];
