const HOOK = `
  import { registerHooks } from 'node:module';
  registerHooks({ load: (url, context, next) => { console.log(url); return next(url, context); } });
`;

/** For Node's `--import`: prints the address of every module that loads, one a line. */
export const PRINT_LOADED_MODULES = `data:text/javascript,${encodeURIComponent(HOOK)}`;
