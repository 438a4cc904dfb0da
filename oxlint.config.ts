import { defineConfig } from 'oxlint';

/**
 * The folders of src from the ground up. A file imports from its own line and from those before it: what a line
 * holds can be read, tested and replaced without knowing what stands on it.
 */
const STOREYS = [
  ['common', 'config', 'context'],
  ['metrics', 'database', 'redis'],
  ['scheduler'],
  ['http'],
  ['tenancy'],
  ['rate-limiter'],
  ['access'],
  ['cache', 'change-log', 'change-notifications', 'consumers', 'idempotency', 'mail', 'queue', 'storage'],
  ['modules'],
  ['commands'],
  ['server'],
  ['bootstrap'],
];

/** The folders of web/src, in the same order. */
const WEB_STOREYS = ['texts', 'api', 'ui', 'features', 'app'];

const restrict = (group: string[], message: string, allowTypeImports = false) =>
  ({ 'no-restricted-imports': ['error', { patterns: [{ group, message, allowTypeImports }] }] }) as const;

export default defineConfig({
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'promise', 'react'],
  categories: { correctness: 'error' },
  ignorePatterns: ['**/dist', 'data', 'node_modules'],
  rules: {
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/no-misused-spread': 'off',
    'typescript/require-array-sort-compare': 'off',
    'import/no-cycle': 'error',
    'eslint/max-lines': ['error', 300],
    // What the React compiler asks for, which doesn't build the console.
    'react/immutability': 'off',
    'react/incompatible-library': 'off',
    'react/purity': 'off',
    'react/refs': 'off',
    'react/set-state-in-effect': 'off',
  },
  overrides: [
    {
      files: ['test/**'],
      rules: { 'typescript/no-explicit-any': 'off', 'unicorn/no-thenable': 'off' },
    },
    {
      files: ['packages/**'],
      rules: restrict(
        ['**/../src/**', '#app/**'],
        'A package knows nothing of the application that uses it.',
      ),
    },
    ...WEB_STOREYS.slice(0, -1).map((folder, storey) => ({
      files: [folder === 'texts' ? 'web/src/texts*/**' : `web/src/${folder}/**`],
      rules: restrict(
        WEB_STOREYS.slice(storey + 1).map((above) => `../**/${above}/**`),
        'Imports of the console point down: app, features, ui, api, texts.',
        folder === 'texts',
      ),
    })),
    ...STOREYS.slice(0, -1).map((folders, storey) => {
      const above = STOREYS.slice(storey + 1).flat();
      const others = folders[0] === 'modules' ? ['../*/*.repository.js'] : [];
      return {
        files: folders.map((folder) => `src/${folder}/**`),
        rules: restrict(
          [...above.flatMap((folder) => [`../**/${folder}/**`, `./${folder}/**`]), ...others],
          `Imports point down the list of folders in oxlint.config.ts, and never into another module's repository.`,
        ),
      };
    }),
  ],
});
