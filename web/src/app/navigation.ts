import { HEADINGS } from '../texts/shell.ts';
import { activityNavigation } from '../features/activity/navigation.tsx';
import { analyticsNavigation } from '../features/analytics/navigation.tsx';
import { inboxNavigation } from '../features/inbox/navigation.tsx';
import { projectNavigation } from '../features/projects/navigation.tsx';
import { platformNavigation } from '../features/platform/navigation.tsx';
import { settingsNavigation } from '../features/settings/navigation.tsx';
import { taskNavigation, trashNavigation } from '../features/tasks/navigation.tsx';
import { transferNavigation } from '../features/transfers/navigation.tsx';
import type { NavigationEntry } from '../ui/navigation.ts';

/** The sidebar, from top to bottom. */
export const NAVIGATION: { heading?: string; entries: NavigationEntry[] }[] = [
  { entries: [...taskNavigation, ...projectNavigation, ...inboxNavigation] },
  {
    heading: HEADINGS.organization,
    entries: [...analyticsNavigation, ...activityNavigation, ...transferNavigation, ...trashNavigation],
  },
  { heading: HEADINGS.settings, entries: [...settingsNavigation, ...platformNavigation] },
];
