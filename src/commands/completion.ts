import { restore } from './backup/restore.js';
import { type CommandDescription, type OfflineCommand, UsageError } from './command.js';
import { reset } from './reset.js';

/** What `taskflow` does with data that nothing uses, by name. */
export const OFFLINE_COMMANDS: Record<string, OfflineCommand> = { restore, reset };

/** What `taskflow` does without the application. */
export const BUILT_IN: Record<string, CommandDescription> = {
  start: { summary: 'serve the API, and run jobs unless JOBS=off' },
  worker: { summary: 'run jobs' },
  ...OFFLINE_COMMANDS,
  completion: {
    summary: 'print what completes these commands: source <(taskflow completion bash)',
    usage: 'bash|zsh',
  },
  help: { summary: 'list the commands' },
};

/** A script that has a shell complete the commands and their options. @throws UsageError for another shell */
export function completion(shell: string | undefined, commands: Record<string, CommandDescription>): string {
  if (shell === 'bash') return bash(commands);
  if (shell === 'zsh') return zsh(commands);
  throw new UsageError('taskflow completion bash, or taskflow completion zsh');
}

const optionsOf = ({ options = {} }: CommandDescription): string =>
  Object.keys(options)
    .map((option) => `--${option}`)
    .join(' ');

function bash(commands: Record<string, CommandDescription>): string {
  const cases = Object.entries(commands).map(
    ([name, command]) => `    ${name}) words="${optionsOf(command)}" ;;`,
  );
  return `_taskflow() {
  local words="${Object.keys(commands).join(' ')}"
  if [ "$COMP_CWORD" -gt 1 ]; then case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    *) words="" ;;
  esac; fi
  [ "\${COMP_WORDS[1]}" = completion ] && [ "$COMP_CWORD" -gt 1 ] && words="bash zsh"
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _taskflow taskflow`;
}

function zsh(commands: Record<string, CommandDescription>): string {
  const names = Object.entries(commands).map(
    ([name, { summary }]) => `    '${name}:${summary.replaceAll("'", "''")}'`,
  );
  const cases = Object.entries(commands).map(
    ([name, command]) => `    ${name}) compadd -- ${optionsOf(command)} ;;`,
  );
  return `#compdef taskflow
_taskflow() {
  local -a commands=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )); then _describe command commands; return; fi
  if [[ $words[2] == completion ]]; then compadd bash zsh; return; fi
  case $words[2] in
${cases.join('\n')}
  esac
}
compdef _taskflow taskflow`;
}
