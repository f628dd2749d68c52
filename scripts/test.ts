// `npm test`: lint, unit, contract and fuzz tests, and a smoke test of the package if there is a browser. `npm run test:ui`: the whole
// suite in a real VS Code. `npm run test:lab`: real hosts. Suites that cannot run are listed as skipped, with the reason; `--install`
// allows installing Debian packages. `npm test -- unit test/contract/swarm.sim.test.ts` runs only these.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './runProgram.ts';
import { readChoice, type Choice } from './tests/choice.ts';
import { added, closingLines, failure, isGood, judged, nothing, skip, type Outcome } from './tests/outcome.ts';
import { browserLacks, labLacks } from './tests/requirements.ts';
import { suites, type Lane, type Need } from './tests/suites.ts';
import { beginSummary, writeSummary } from './tests/summary.ts';
import { logs } from './tests/vitestRun.ts';

type Chosen = Choice['chosen'][number];

const choice = readChoice(process.argv.slice(2), suites);
if (typeof choice === 'string') {
  console.error(choice);
  process.exitCode = 2;
} else {
  const total = await run(choice);
  for (const line of closingLines(total)) console.log(line);
  process.exitCode = isGood(total) ? 0 : 1;
}

async function run({ part, install, chosen }: Choice): Promise<Outcome> {
  mkdirSync(logs, { recursive: true });
  beginSummary(part);
  const lacking = lacks(install);
  const inTurn = async (lane: Lane): Promise<Outcome> => {
    let sum = nothing;
    for (const each of chosen.filter(({ suite }) => suite.lane === lane))
      sum = added(sum, await runSuite(each, lacking));
    return sum;
  };
  const beside = await Promise.all([inTurn('computes'), inTurn('waits')]);
  const total = judged([...beside, await inTurn('alone')].reduce(added, nothing));
  writeSummary(part, total);
  console.log(`logs and screenshots: ${path.relative(process.cwd(), path.join(root, 'out')) || 'out'}`);
  return total;
}

/** Runs a suite and prints its result. */
async function runSuite(
  { suite, files }: Chosen,
  lacking: (need: Need) => Promise<string | undefined>,
): Promise<Outcome> {
  const start = Date.now();
  const ended = await outcomeOf({ suite, files }, lacking);
  const { passed, failed, skipped, notes } = ended;
  const seconds = ((Date.now() - start) / 1000).toFixed(0);
  console.log(`${suite.name}: ${passed} passed, ${failed} failed, ${skipped} skipped, ${seconds} s`);
  for (const note of notes) console.log(note.replace(/^/gm, '    '));
  return ended;
}

async function outcomeOf(
  { suite, files }: Chosen,
  lacking: (need: Need) => Promise<string | undefined>,
): Promise<Outcome> {
  try {
    for (const need of suite.needs) {
      const lack = await lacking(need);
      if (lack !== undefined) return skip(`all of ${suite.name}: ${lack}`);
    }
    return await suite.run(files);
  } catch (error) {
    return failure(error instanceof Error ? error.message : String(error));
  }
}

/** Checks each need once. */
function lacks(install: boolean): (need: Need) => Promise<string | undefined> {
  const found = new Map<Need, Promise<string | undefined>>();
  return (need) => {
    const asked = found.get(need) ?? (need === 'browser' ? browserLacks({ install }) : labLacks({ install }));
    found.set(need, asked);
    return asked;
  };
}
