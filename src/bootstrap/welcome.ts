import { VERSION } from '../common/version.js';
import { DEMO_ORGANIZATIONS, DEMO_PASSWORD } from '../modules/demo/demo-content.js';

/** The message that the server prints after its start, for a first-time user. */
export function welcome(url: string, demo: boolean): string {
  const lines = [
    '',
    `  TaskFlow ${VERSION} is up at ${url}`,
    '',
    `  Swagger UI   ${url}/docs`,
    `  Health       ${url}/health/ready`,
  ];
  if (demo) {
    lines.push('', `  Sign in by POST /auth/login as one of these; every password is ${DEMO_PASSWORD}`, '');
    for (const { name, users } of DEMO_ORGANIZATIONS) {
      for (const user of users) {
        lines.push(`  ${name.padEnd(8)} ${user.role.padEnd(7)} ${user.email}`);
      }
    }
  } else {
    lines.push('', '  Sign up by POST /auth/register, or in Swagger UI.');
  }
  return [...lines, '', '  Ctrl-C ends it.', ''].join('\n');
}
