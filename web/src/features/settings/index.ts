export { MembersPage } from './members-page.tsx';
export { SessionsPage } from './sessions-page.tsx';
