import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync } from 'class-validator';
import { OperatorError } from '../common/operator-error.js';
import { Environment } from './environment.js';

/** The names of all variables, those without a default included. */
export const ENVIRONMENT_KEYS = getMetadataStorage()
  .getTargetValidationMetadatas(Environment, '', false, false)
  .map(({ propertyName }) => propertyName)
  .filter((name, index, names) => names.indexOf(name) === index);

/** The configuration is unusable; `problems` has one readable line per key, never a value. */
export class ConfigurationError extends OperatorError {
  constructor(readonly problems: string[]) {
    super(`The configuration is not usable:\n${problems.map((line) => `  ${line}`).join('\n')}`);
  }
}

/**
 * Reads and checks the environment. An empty variable counts as unset.
 * @throws ConfigurationError naming every key that is wrong.
 */
export function readEnvironment(source: NodeJS.ProcessEnv): Environment {
  const given = ENVIRONMENT_KEYS.filter((key) => source[key] !== undefined && source[key] !== '').map(
    (key) => [key, source[key]],
  );
  const environment = plainToInstance(Environment, Object.fromEntries(given));
  const problems = validateSync(environment).map(
    (error) =>
      `${error.property} ${Object.values(error.constraints ?? {})[0]?.replace(`${error.property} `, '')}`,
  );
  if (environment.DATABASE_URL) {
    if (!environment.JWT_SECRET && !problems.some((line) => line.startsWith('JWT_SECRET'))) {
      problems.push('JWT_SECRET must be set when DATABASE_URL is: it has to be the same for every process');
    }
  } else {
    for (const key of ['DATABASE_ADMIN_URL', 'DATABASE_DIRECT_URL', 'DATABASE_REPLICA_URL'] as const) {
      if (environment[key]) problems.push(`${key} needs DATABASE_URL to be set too`);
    }
  }
  if (Boolean(environment.SMTP_URL) !== Boolean(environment.MAIL_FROM)) {
    problems.push('SMTP_URL and MAIL_FROM must be set together');
  }
  for (const key of ['EXTERNAL_TASKS_TOKEN', 'EXTERNAL_TASKS_MAP'] as const) {
    if (environment[key] && !environment.EXTERNAL_TASKS_URL)
      problems.push(`${key} needs EXTERNAL_TASKS_URL to be set too`);
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return environment;
}
