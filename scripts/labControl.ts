// Injects and fixes faults on the hosts of a lab demo: `node scripts/labControl.ts LAB.json -- fault freeze swarm-node2`. The file
// identifies the lab (labDemo.ts writes it).
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { run } from '../test/lab/lab.ts';
import { answerOnLab, parseStatus, type LabMachine } from './labFaults.ts';
import { root } from './runProgram.ts';

/** The facts about a lab that the control program needs. */
export interface LabFacts {
  readonly prefix: string;
  readonly dir: string;
  readonly machines: readonly LabMachine[];
}

if (process.argv[1] === import.meta.filename) {
  try {
    const [file = '', ...words] = parseArgs({ allowPositionals: true }).positionals;
    await control(JSON.parse(await readFile(file, 'utf8')) as LabFacts, words);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

async function control({ prefix, dir, machines }: LabFacts, words: readonly string[]): Promise<void> {
  const lab = async (...more: readonly string[]): Promise<string> =>
    (await run(['bash', path.join(root, 'test/lab/lab'), '--prefix', prefix, '--dir', dir, ...more])).stdout;
  const answer = answerOnLab(words, machines, parseStatus(await lab('status')));
  if ('calls' in answer) for (const call of answer.calls) await lab(...call);
  console.log(answer.says);
}
