import { VERSION } from './common/version.js';
import { DEMO_ORGANIZATIONS, DEMO_PASSWORD } from './modules/demo/demo-content.js';

/** What a person who has just started the server wants to know. */
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
    for (const { name, people } of DEMO_ORGANIZATIONS) {
      for (const person of people) {
        lines.push(`  ${name.padEnd(8)} ${person.role.padEnd(7)} ${person.email}`);
      }
    }
  } else {
    lines.push('', '  Sign up by POST /auth/register, or in Swagger UI.');
  }
  return [...lines, '', '  Ctrl-C ends it.', ''].join('\n');
}
