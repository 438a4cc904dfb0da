import type { ReactNode } from 'react';
import type { Permission } from '../../api/client.ts';
import { type Tab, Gate, TabbedPage } from '../../ui/sections.tsx';

export const ORGANIZATION_TABS: Tab[] = [
  { to: '/settings/organization', label: 'General', permission: 'organization:read' },
  { to: '/settings/members', label: 'Members', permission: 'member:read' },
  { to: '/settings/domains', label: 'Domains', permission: 'organization:manage' },
  { to: '/settings/usage', label: 'Plan and usage', permission: 'organization:read' },
  { to: '/settings/webhooks', label: 'Webhooks', permission: 'webhook:manage' },
  { to: '/settings/all-api-tokens', label: 'API tokens', permission: 'token:manage' },
  { to: '/settings/danger', label: 'Danger zone' },
];

export const ACCOUNT_TABS: Tab[] = [
  { to: '/settings/profile', label: 'Profile' },
  { to: '/settings/security', label: 'Password and second factor' },
  { to: '/settings/sessions', label: 'Sessions' },
  { to: '/settings/notifications', label: 'Notifications', permission: 'notification:manage' },
  { to: '/settings/api-tokens', label: 'My API tokens' },
];

interface PageProps {
  title: string;
  permission?: Permission;
  /** Says to those who lack the permission what they would see. */
  what?: string;
  children: ReactNode;
}

export const OrganizationPage = (props: PageProps): ReactNode => (
  <SettingsPage tabs={ORGANIZATION_TABS} {...props} />
);

export const AccountPage = (props: PageProps): ReactNode => <SettingsPage tabs={ACCOUNT_TABS} {...props} />;

function SettingsPage({ tabs, title, permission, what = '', children }: PageProps & { tabs: Tab[] }) {
  return (
    <TabbedPage title={title} tabs={tabs}>
      {permission ? (
        <Gate permission={permission} what={what}>
          {children}
        </Gate>
      ) : (
        children
      )}
    </TabbedPage>
  );
}
