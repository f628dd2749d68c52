// What a demo waits for: programs that say nothing, end, or hang are named, and not waited for any longer.
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { tellControl } from '../../../scripts/demo.ts';
import { firstLine } from '../../../scripts/firstLine.ts';

const patient = 60_000;

const run = (script: string): ChildProcessByStdio<null, Readable, null> =>
  spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });

test('the first line is given, and what comes after it holds nothing up', async () => {
  const program = run(`console.log('ready'); process.stdout.write('x'.repeat(1e6), () => process.exit(3))`);
  expect(await firstLine(program, 'it', patient)).toBe('ready');
  expect(program.listenerCount('error')).toBe(0);
  await once(program, 'exit');
  expect(program.exitCode).toBe(3);
});

test('a program that ends says with what', async () => {
  await expect(firstLine(run('process.exit(4)'), 'the simulator', patient)).rejects.toThrow(
    'the simulator ended with 4 before it served',
  );
});

test('a program that says nothing is not waited for any longer', async () => {
  const program = run('setInterval(() => {}, 1000)');
  await expect(firstLine(program, 'the simulator', 50)).rejects.toThrow(
    'the simulator did not say within 0.05 s that it serves',
  );
  program.kill();
});

test('a control program does it, refuses, or hangs', async () => {
  const control = (script: string): readonly string[] => [process.execPath, '-e', script];
  await tellControl(control('process.exit(0)'), ['mend']);
  await expect(tellControl(control('process.exit(1)'), ['fault', 'x'])).rejects.toThrow('“fault x” was refused');
  await expect(tellControl(control('setInterval(() => {}, 1000)'), ['fault', 'x'], 300)).rejects.toThrow(
    '“fault x” was not done within 0.3 s',
  );
});
