import { DownloadIcon, UploadIcon } from '@radix-ui/react-icons';
import type { NavigationEntry } from '../../ui/navigation.ts';

export const transferNavigation: NavigationEntry[] = [
  { to: '/exports', label: 'Exports', sign: <DownloadIcon />, keys: 'g e', permission: 'export:manage' },
  { to: '/imports', label: 'Imports', sign: <UploadIcon />, keys: 'g f', permission: 'import:manage' },
];
