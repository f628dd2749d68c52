// VirtualBox's VMs are created one at a time over all windows: between real processes, in the order they came, whoever dies or gives up.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sleep } from '../../../src/base/async.ts';
import { silentLog } from '../../../src/base/log.ts';
import type { Leave } from '../../../src/cluster/places.ts';
import { virtualBoxTurns } from '../../../src/cluster/virtualBoxTurns.ts';
import { endOtherProcesses, otherProcess, type OtherProcess } from './otherProcess.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'virtualbox-turns-'));
});

afterEach(async () => {
  await endOtherProcesses();
  await rm(folder, { recursive: true });
});

/** One that creates `machine`: told `enter` it waits for its turn, told `leave` it leaves, told a number it does both so many times. */
function otherWindow(machine: string): OtherProcess {
  const moduleOf = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);
  return otherProcess(`
    const { virtualBoxTurns } = await import(${moduleOf('../../../src/cluster/virtualBoxTurns.ts')});
    const { silentLog } = await import(${moduleOf('../../../src/base/log.ts')});
    const { mkdir, rmdir } = await import('node:fs/promises');
    const enter = virtualBoxTurns(() => ${JSON.stringify(folder)}, silentLog);
    const once = () =>
      enter({ machine: ${JSON.stringify(machine)}, signal: new AbortController().signal, behind: () => undefined });
    let leave;
    async function answer(word) {
      if (word === 'enter') leave = await once();
      else if (word === 'leave') await leave();
      else
        for (let time = 0; time < Number(word); time += 1) {
          const leave = await once();
          // A folder can be made only by one.
          try {
            await mkdir(${JSON.stringify(join(folder, 'creating'))});
          } catch (error) {
            return error.code;
          }
          await new Promise((end) => setTimeout(end, 5));
          await rmdir(${JSON.stringify(join(folder, 'creating'))});
          await leave();
        }
      return 'done';
    }`);
}

interface Here {
  readonly entered: Promise<Leave>;
  readonly behind: string[];
  readonly cancel: AbortController;
  readonly isIn: () => boolean;
}

/** This window's own: waits for its turn. */
function here(machine = 'here', locks = folder): Here {
  const cancel = new AbortController();
  const behind: string[] = [];
  let isIn = false;
  const entered = virtualBoxTurns(
    () => locks,
    silentLog,
  )({ machine, signal: cancel.signal, behind: (each) => void behind.push(each) });
  void entered.then(() => {
    isIn = true;
  });
  return { entered, behind, cancel, isIn: () => isIn };
}

const files = async (): Promise<string[]> => readdir(join(folder, 'virtualbox-create'));
/** Until as many stand in the line. */
async function untilInLine(count: number): Promise<void> {
  const isThere = async (): Promise<boolean> =>
    (await files()).filter((name) => name.includes('.turn-')).length === count;
  await expect.poll(isThere, { timeout: 20_000 }).toBe(true);
}

test('no two processes are ever in at once, and all get in', async () => {
  const others = ['a', 'b', 'c'].map(otherWindow);
  // All are there before the first begins.
  await Promise.all(others.map(({ ask }) => ask('0')));
  expect(await Promise.all(others.map(({ ask }) => ask('5')))).toEqual(['done', 'done', 'done']);
  expect(await files()).toEqual([]);
}, 60_000);

test('who waits is told behind whom, and is in when the other leaves', async () => {
  const other = otherWindow('there');
  await other.ask('enter');
  const own = here();
  await expect.poll(() => own.behind, { timeout: 20_000 }).toEqual(['there']);
  // It looks several times meanwhile, and tells what is new.
  await sleep(500);
  expect(own.isIn()).toBe(false);
  await other.ask('leave');
  const leave = await own.entered;
  expect(own.behind).toEqual(['there']);
  await leave();
  // Twice, as a create does that got past its VM and then failed.
  await leave();
  expect(await files()).toEqual([]);
}, 60_000);

test('turns come in the order in which they were asked for', async () => {
  const leaveFirst = await here('first').entered;
  const second = here('second');
  await untilInLine(2);
  const third = here('third');
  await untilInLine(3);
  await expect.poll(() => third.behind).toEqual(['first']);
  await leaveFirst();
  const leaveSecond = await second.entered;
  await expect.poll(() => third.behind).toEqual(['first', 'second']);
  expect(third.isIn()).toBe(false);
  await leaveSecond();
  await (
    await third.entered
  )();
});

test('a process that dies while its VM is being created does not keep the others waiting', async () => {
  const other = otherWindow('there');
  await other.ask('enter');
  const own = here();
  await expect.poll(() => own.behind, { timeout: 20_000 }).toEqual(['there']);
  await other.kill();
  await (
    await own.entered
  )();
  expect(await files()).toEqual([]);
}, 60_000);

test('a cancel ends the waiting and takes nobody’s turn', async () => {
  const leave = await here('first').entered;
  const own = here();
  await untilInLine(2);
  own.cancel.abort();
  await (
    await own.entered
  )();
  await untilInLine(1);
  const next = here('next');
  await expect.poll(() => next.behind).toEqual(['first']);
  expect(next.isIn()).toBe(false);
  await leave();
  await (
    await next.entered
  )();
});

test('where no claim can be laid down the machine is created all the same', async () => {
  await writeFile(join(folder, 'file'), '');
  const warned: string[] = [];
  const enter = virtualBoxTurns(() => join(folder, 'file'), { ...silentLog, warn: (text) => void warned.push(text) });
  const leave = await enter({ machine: 'm', signal: new AbortController().signal, behind: () => undefined });
  await leave();
  expect(warned).toEqual([expect.stringContaining('creating m beside other windows')]);
});

test('a turn that is never left, and a number that is never drawn, are not waited for without end', async () => {
  const pace = { beat: 50, silent: 1_000, watch: 200, draw: 200 };
  const warned: string[] = [];
  const log = { ...silentLog, warn: (text: string) => void warned.push(text) };
  const enter = virtualBoxTurns(() => folder, log, { pace, longest: 500 });
  const waiting = { signal: new AbortController().signal, behind: () => undefined };
  const leaveFirst = await enter({ machine: 'first', ...waiting });
  await enter({ machine: 'second', ...waiting });
  expect(warned).toEqual([expect.stringContaining('creating second beside other windows')]);
  const numbers = (await files()).filter((name) => name.includes('.turn-'));
  for (const name of numbers) await rm(join(folder, 'virtualbox-create', name));
  await enter({ machine: 'third', ...waiting });
  expect(warned).toHaveLength(2);
  await leaveFirst();
  expect(await files()).toEqual([]);
});
