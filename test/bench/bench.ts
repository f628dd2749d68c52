// `npm run bench`: what the product costs, as ratios taken in one run, written to BENCHMARKS.md with the size of the machine.
// `npm run bench -- up swarm observe startup` measures some of it only; the others' sections stay as they are.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import path from 'node:path';
import { root } from '../../scripts/runProgram.ts';
import { labLacks } from '../lab/lab.ts';
import { measureObserve } from './measureObserve.ts';
import { measureScale } from './measureScale.ts';
import { measureStartup } from './measureStartup.ts';
import { measureSwarmObserve } from './measureSwarmObserve.ts';
import { measureSwarmUp } from './measureSwarmUp.ts';
import { measureUp } from './measureUp.ts';
import type { Row } from './measuring.ts';

const parts: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  up: measureUp,
  swarm: measureSwarmUp,
  observe: measureObserve,
  'swarm-observe': measureSwarmObserve,
  startup: measureStartup,
  scale: measureScale,
};
const wanted = process.argv.slice(2);
for (const name of wanted)
  if (!(name in parts)) throw new Error(`no such part: ${name}; there are ${Object.keys(parts).join(', ')}`);

const sections = readSections();
for (const [name, measure] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const lacks = ['startup', 'scale'].includes(name) ? [] : labLacks();
  if (lacks.length > 0) {
    console.log(`${name}: left out, ${lacks.join('; ')}`);
    continue;
  }
  const rows = await measure();
  sections.set(name, table(rows));
  for (const row of rows)
    console.log(`${row.holds ? 'ok  ' : 'OVER'} ${row.what}: ${row.measured} (bound ${row.bound})`);
  if (rows.some(({ holds }) => !holds)) process.exitCode = 1;
}
writeFileSync(path.join(root, 'BENCHMARKS.md'), document(sections));

function table(rows: readonly Row[]): string {
  return [
    '| | measured | bound | |',
    '|---|---|---|---|',
    ...rows.map(
      ({ what, measured, bound, holds }) => `| ${what} | ${measured} | ${bound} | ${holds ? 'holds' : '**over**'} |`,
    ),
  ].join('\n');
}

/** What BENCHMARKS.md says of each part already. */
function readSections(): Map<string, string> {
  const file = path.join(root, 'BENCHMARKS.md');
  const found = new Map<string, string>();
  if (!existsSync(file)) return found;
  for (const [, name = '', body = ''] of readFileSync(file, 'utf8').matchAll(
    /^## ([\w-]+)\n\n([\s\S]*?)(?=\n## |$(?![\s\S]))/gm,
  ))
    found.set(name, body.trim());
  return found;
}

function document(sections: ReadonlyMap<string, string>): string {
  const size = `${String(availableParallelism())} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${String(Math.round(totalmem() / 2 ** 30))} GiB`;
  const body = [...sections].map(([name, section]) => `## ${name}\n\n${section}\n`).join('\n');
  return `# Benchmarks\n\nWritten by \`npm run bench\`, last on a machine of ${size}, Node ${process.version}. Ratios are medians over pairs taken in turn in one run:\nmachines are noisy, and both sides of a pair meet the same noise.\n\n${body}`;
}
