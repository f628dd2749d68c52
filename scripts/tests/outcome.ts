// Test results: counted, summed and printed in the last lines of a run; pure.

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** The lines to print: each failure with its message, each skip with its reason. */
  readonly notes: readonly string[];
  /** Files that failed and passed when run again; relative to the root. */
  readonly flaky: readonly string[];
}

export const nothing: Outcome = { passed: 0, failed: 0, skipped: 0, notes: [], flaky: [] };

/** More flaky files than this cannot be explained by real clocks. */
const mostFlaky = 2;

export function failure(note: string): Outcome {
  return { ...nothing, failed: 1, notes: [note] };
}

export function skip(note: string): Outcome {
  return { ...nothing, skipped: 1, notes: [`skipped: ${note}`] };
}

export function added(sum: Outcome, more: Outcome): Outcome {
  return {
    passed: sum.passed + more.passed,
    failed: sum.failed + more.failed,
    skipped: sum.skipped + more.skipped,
    notes: [...sum.notes, ...more.notes],
    flaky: [...sum.flaky, ...more.flaky],
  };
}

/** Returns `outcome` with an added failure if too many files are flaky. */
export function judged(outcome: Outcome): Outcome {
  if (outcome.flaky.length <= mostFlaky) return outcome;
  return added(outcome, failure(`${outcome.flaky.length} flaky files: more than ${mostFlaky} are a failure`));
}

/** True if everything that ran passed, and something ran. */
export function isGood({ passed, failed }: Outcome): boolean {
  return failed === 0 && passed > 0;
}

/** The last lines of a run; the very last one always has the form `N passed, N failed, N skipped`. */
export function closingLines({ passed, failed, skipped, flaky }: Outcome): string[] {
  return [
    ...(passed + failed === 0 ? ['no test ran: that is a failure too'] : []),
    ...(flaky.length === 0 ? [] : [`${flaky.length} flaky (passed at the second try): ${flaky.join(', ')}`]),
    `${passed} passed, ${failed} failed, ${skipped} skipped`,
  ];
}
