import type { ReactNode } from 'react';
import type { Permission } from '../../api/client.ts';
import { Gate, TabbedPage } from '../../ui/sections.tsx';
import type { Tab } from '../../ui/tab.ts';
import { ACCOUNT_TABS, ORGANIZATION_TABS } from './tabs.ts';

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
