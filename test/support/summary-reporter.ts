import type { Reporter, TestModule } from 'vitest/node';

/** Closes the run with one plain line that any CI can read, and names the tests before it that passed at the second try. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
    // A file that can't be loaded has no tests and yet has failed.
    const broken = modules.filter((module) => module.state() === 'failed' && !hasFailedTest(module)).length;
    const unsteady = tests.filter((test) => test.diagnostic()?.flaky);
    for (const test of unsteady)
      console.log(`Passed at the second try: ${test.module.relativeModuleId}: ${test.fullName}`);
    console.log(
      `\n${count('passed')} passed, ${count('failed') + broken} failed, ${count('skipped')} skipped`,
    );
  }
}

function hasFailedTest(module: TestModule): boolean {
  return [...module.children.allTests('failed')].length > 0;
}
