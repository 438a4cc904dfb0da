import type { RegisteredRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Permission } from '../api/client.ts';

/** A page in the sidebar, in the palette and, by its keys, from everywhere. */
export interface NavigationEntry {
  to: keyof RegisteredRouter['routesByPath'];
  label: string;
  /** The other pages of it, by the beginning of their paths: on them the entry is marked, too. */
  within?: string[];
  sign: ReactNode;
  /** Two keys after each other: `g t`. */
  keys: string;
  /** Who lacks it doesn't see the entry. */
  permission?: Permission;
  /** Only platform admins see the entry. */
  isForPlatform?: boolean;
  /** How many things wait there. */
  useCount?: () => number;
}
