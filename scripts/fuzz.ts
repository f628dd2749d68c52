// `npm run fuzz -- 1000000 [seed]`: parses that many mutated inputs (test/fuzz), with a random seed by default. `--target NAME` runs only
// that target; add `--case N` for one of its cases or `--input FILE` for a saved input.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runJobs, shares } from '../test/fuzz/fuzz.ts';
import type { Job } from '../test/fuzz/supervisor.ts';
import { added, failure, isGood, nothing } from './tests/outcome.ts';
import { beginSummary, writeSummary } from './tests/summary.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { target: { type: 'string' }, case: { type: 'string' }, input: { type: 'string' } },
});
const cases = Number(positionals[0] ?? 100_000);
const seed = Number(positionals[1] ?? Math.floor(Math.random() * 2 ** 31));
if (!Number.isInteger(cases) || cases < 1 || !Number.isInteger(seed)) throw new Error('how many cases, and a seed');

const jobs: readonly Job[] =
  values.target === undefined
    ? shares(cases).map((share) => ({ ...share, seed }))
    : [
        {
          target: values.target,
          cases,
          seed,
          index: values.case === undefined ? undefined : Number(values.case),
          input: values.input === undefined ? undefined : readFileSync(values.input),
        },
      ];

console.log(`seed ${seed}`);
beginSummary('fuzz');
let outcome = nothing;
let read = 0;
await runJobs(jobs, ({ target, cases: done, seconds, findings }) => {
  read += done;
  console.log(
    `${target}: ${done} in ${seconds.toFixed(1)} s, ${findings.length === 0 ? 'all holds' : `${findings.length} found`}`,
  );
  for (const finding of findings) console.log(finding.replace(/^/gm, '    '));
  outcome = added(outcome, findings.length === 0 ? { ...nothing, passed: 1 } : failure(target));
});
writeSummary('fuzz', outcome);
process.exitCode = isGood(outcome) ? 0 : 1;
console.log(`${read} inputs, seed ${seed}`);
