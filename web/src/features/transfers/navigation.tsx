import { DownloadIcon, UploadIcon } from '@radix-ui/react-icons';
import { NAVIGATION } from '../../texts/shell.ts';
import type { NavigationEntry } from '../../ui/navigation.ts';

export const transferNavigation: NavigationEntry[] = [
  {
    to: '/exports',
    label: NAVIGATION.exports,
    sign: <DownloadIcon />,
    keys: 'g e',
    permission: 'export:manage',
  },
  {
    to: '/imports',
    label: NAVIGATION.imports,
    sign: <UploadIcon />,
    keys: 'g f',
    permission: 'import:manage',
  },
];
