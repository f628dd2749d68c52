// Whose create did not end well: read from the journal of all windows, told to the picture, and written off where it is no longer so.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Emitter } from '../../../src/base/event.ts';
import { silentLog } from '../../../src/base/log.ts';
import { createJournal, type Journal } from '../../../src/cluster/journal.ts';
import type { SeenMachine, Snapshot } from '../../../src/model/snapshot.ts';
import { UnfinishedCreates } from '../../../src/service/unfinishedCreates.ts';
import { machine as created, creation, plan, runSummary } from '../cluster/steps.ts';
import { failed, machine, noon, seen, seenMachine, snapshot, view } from '../samples.ts';

const refused = { kind: 'engineRefused', address: 'x' } as const;
const made = plan(creation(created('n', 'generic')));
const [step] = made.steps.map(({ id }) => id);
const failure = runSummary({ failed: [{ step: step!, failure: refused }] });

let folder: string;
let journal: Journal;
let over: AbortController;
let isHeld: boolean;
let told: ReadonlySet<string>[];
let current: Snapshot;
let changes: Emitter<Snapshot>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docker-overlay-unfinished-'));
  journal = createJournal(folder, silentLog);
  over = new AbortController();
  isHeld = false;
});
afterEach(async () => {
  over.abort();
  await rm(folder, { recursive: true });
});

/** A window of its own on the journal. */
function open(...machines: readonly SeenMachine[]): UnfinishedCreates {
  told = [];
  current = snapshot(machines);
  changes = new Emitter<Snapshot>(() => undefined);
  const clusters = {
    get snapshot() {
      return current;
    },
    onDidChange: changes.event,
    setUnfinished: (unfinished: ReadonlySet<string>) => void told.push(unfinished),
  };
  return new UnfinishedCreates({
    clusters,
    journal: () => journal,
    isHeld: () => Promise.resolve(isHeld),
    over: over.signal,
    log: silentLog,
  });
}

function show(...machines: readonly SeenMachine[]): void {
  current = snapshot(machines);
  changes.fire(current);
}

const silent = (name = 'n'): SeenMachine => seenMachine(machine(name), { engine: failed(refused) });
const whole = seenMachine(machine('n'), { engine: seen(view('n')) });
const last = (): readonly string[] => [...(told.at(-1) ?? [])];

async function failedRun(): Promise<void> {
  const entry = await journal.begin(made);
  await entry.end(failure);
}

test('is read when a machine is in doubt, and not of those that were seen whole', async () => {
  await failedRun();
  const runs = vi.spyOn(journal, 'runs');
  open();
  show(seenMachine(machine('m'), { engine: seen(view('m')) }));
  show(seenMachine(machine('m'), { engine: failed(refused, view('m')) }));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(runs).not.toHaveBeenCalled();
  show(silent());
  await expect.poll(last).toEqual(['n']);
});

test('is not who is just being created, in whatever window, but who has failed there already', async () => {
  const creates = open(silent());
  const entry = await journal.begin(made);
  entry.event({ kind: 'began', step: step!, at: noon });
  await expect.poll(async () => (await journal.runs())[0]?.events.length).toBe(1);
  expect([...(await creates.read())]).toEqual([]);
  entry.event({ kind: 'failed', step: step!, failure: refused, at: noon });
  await expect.poll(async () => [...(await creates.read())]).toEqual(['n']);
  // One that lives does not know yet how it ends: nothing is written off behind it.
  show();
  await entry.end(failure);
  expect([...(await open(silent()).read())]).toEqual(['n']);
});

test('is known at once of a create of this window', () => {
  open(silent()).failed('n');
  expect(last()).toEqual(['n']);
});

test.each([
  ['gone', []],
  ['seen whole', [whole]],
])('is written off for every window when the machine is %s', async (_how, machines) => {
  await failedRun();
  expect([...(await open(silent()).read())]).toEqual(['n']);
  show(...machines);
  expect(last()).toEqual([]);
  await expect.poll(async () => (await journal.runs()).length).toBe(2);
  await expect.poll(async () => [...(await open(silent()).read())]).toEqual([]);
});

test('is not written off where the store cannot be read', async () => {
  await failedRun();
  await open(silent()).read();
  current = { ...snapshot([]), storeFailure: { kind: 'storeMissing', path: '/store' } };
  changes.fire(current);
  expect(last()).toEqual(['n']);
});

test('is not who is being created where its process cannot be checked, as long as the lock of its cluster is held', async () => {
  isHeld = true;
  const entry = await journal.begin(made);
  entry.event({ kind: 'began', step: step!, at: noon });
  await expect.poll(async () => (await journal.runs())[0]?.events.length).toBe(1);
  const file = join(folder, `${entry.id}.jsonl`);
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/"pidNamespace":"[^"]*"/, '"pidNamespace":"pid:[1]"'));
  const creates = open(silent());
  expect([...(await creates.read())]).toEqual([]);
  isHeld = false;
  expect([...(await creates.read())]).toEqual(['n']);
});
