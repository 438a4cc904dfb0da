import type { RegisteredRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Permission } from '../api/client.ts';

/** What a page shows in a way that was given a name, such as a saved view. */
export interface NavigationLink {
  /** What the address says of it. */
  key: string;
  label: string;
  /** What the palette calls it. */
  command: string;
  sign: ReactNode;
  /** Stands behind the label. */
  mark?: ReactNode;
}

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
  /** What stands below the entry, and comes and goes. */
  links?: {
    use: () => NavigationLink[];
    /** The part of the address by which they differ. */
    parameter: string;
    /** What the button says that shows the rest of them, and takes it away again. */
    more: (count: number) => string;
    fewer: string;
  };
  /** How many things wait there. */
  useCount?: () => number;
}
