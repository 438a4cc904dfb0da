import { VERSION } from '../common/version.js';
import { DEMO_ORGANIZATIONS, DEMO_PASSWORD } from '../modules/demo/demo-content.js';

/** The message that the server prints after its start, for a first-time user. */
export function welcome(url: string, demo: boolean): string {
  const lines = [
    '',
    `  TaskFlow ${VERSION} is up at ${url}`,
    '',
    `  Console      ${url}/app/`,
    `  Swagger UI   ${url}/docs`,
    `  Health       ${url}/health/ready`,
  ];
  if (demo) {
    lines.push('', `  Sign in as one of these; every password is ${DEMO_PASSWORD}`, '');
    for (const { name, users } of DEMO_ORGANIZATIONS) {
      for (const user of users) {
        lines.push(`  ${name.padEnd(8)} ${user.role.padEnd(7)} ${user.email}`);
      }
    }
  } else {
    lines.push('', '  Sign up in the console, or by POST /auth/register.');
  }
  return [...lines, '', '  Ctrl-C ends it.', ''].join('\n');
}
