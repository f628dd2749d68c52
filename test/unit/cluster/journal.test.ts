// The journal of runs: written whole or cut off anywhere, read back without a throw, and without anybody's secrets.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sleep } from '../../../src/base/async.ts';
import { silentLog } from '../../../src/base/log.ts';
import { createJournal, summaryOf, type Journal, type JournalRun } from '../../../src/cluster/journal.ts';
import { planRollback } from '../../../src/cluster/planRollback.ts';
import { unfinishedCreates } from '../../../src/cluster/preflight.ts';
import type { MachineToCreate, Plan } from '../../../src/model/plan.ts';
import type { RunSummary, StepEvent } from '../../../src/model/runEvents.ts';
import { snapshot } from '../samples.ts';
import { creation, machine as created, plan as planned } from './steps.ts';

vi.setConfig({ testTimeout: 60_000 });

let folder: string;
let journal: Journal;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-'));
  journal = createJournal(folder, silentLog);
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const at = new Date('2026-01-02T03:04:05.678Z');

const machine = (name: string, more: Partial<MachineToCreate> = {}): MachineToCreate => created(name, 'generic', more);
const planOf = (...machines: readonly MachineToCreate[]): Plan => planned(...machines.map(creation));

const plan = planOf(machine('a'), machine('b'), machine('c'));
const failure = { kind: 'timedOut', what: 'create b', after: 5 } as const;
const waiting = { kind: 'waiting', step: 'create c', behind: 'z', at } as const;
const events: readonly StepEvent[] = [
  { kind: 'began', step: 'create a', at },
  { kind: 'began', step: 'create b', at },
  { kind: 'stage', step: 'create a', stage: 'creating', at },
  { kind: 'said', step: 'create a', line: 'Creating machine...', at },
  { kind: 'done', step: 'create a', at },
  { kind: 'failed', step: 'create b', failure, at },
  waiting,
  { kind: 'skipped', step: 'create c', because: 'create b', at },
];
const summary: RunSummary = {
  verb: 'up',
  cluster: 'demo',
  done: ['create a'],
  failed: [{ step: 'create b', failure }],
  skipped: [{ step: 'create c', because: 'create b' }],
  isCancelled: false,
};

const unfinishedIn = (runs: readonly JournalRun[]): ReadonlySet<string> =>
  unfinishedCreates(runs.map((run) => ({ plan: run.plan, summary: summaryOf(run) })));

/** A whole run; gives its id. */
async function write(): Promise<string> {
  const entry = await journal.begin(plan);
  for (const event of events) entry.event(event);
  await entry.end(summary);
  return entry.id;
}

const fileOf = (id: string): string => join(folder, `${id}.jsonl`);

/** As if the process that wrote the run had ended. */
async function orphan(id: string): Promise<void> {
  const text = await readFile(fileOf(id), 'utf8');
  await writeFile(fileOf(id), text.replace(/"started":"[^"]*"/, '"started":"an-earlier-boot/1"'));
}

test('what was written is read', async () => {
  const id = await write();
  const runs = await journal.runs();
  expect(runs).toMatchObject([{ id, plan: JSON.parse(JSON.stringify(plan)) as Plan, events, summary }]);
  expect(runs.map((run) => summaryOf(run))).toEqual([summary]);
  expect(await journal.unfinishedRuns()).toEqual([]);
});

test('wherever the file is cut off, all lines before it are read and the run is unfinished', async () => {
  const id = await write();
  await orphan(id);
  const whole = await readFile(fileOf(id));
  const lines = whole.toString().split('\n');
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 2), async (length) => {
      await writeFile(fileOf(id), whole);
      await truncate(fileOf(id), length);
      const read = await journal.runs();
      const complete =
        whole
          .subarray(0, length + 1)
          .toString()
          .split('\n').length - 1;
      if (complete === 0) expect(read).toEqual([]);
      else {
        expect(read).toMatchObject([{ id, events: events.slice(0, complete - 1), summary: undefined }]);
        expect((await journal.unfinishedRuns()).map((each) => each.id)).toEqual([id]);
        // Settled, it is not found again, whatever stood half written before.
        await journal.settle(read[0]!);
        expect(await journal.unfinishedRuns()).toEqual([]);
        expect((await journal.runs())[0]?.summary).toEqual(summaryOf(read[0]!));
      }
    }),
    { numRuns: 60 },
  );
  expect(lines.length).toBe(events.length + 3);
});

test('any bytes are no run, and no throw', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom('', '{"kind":"begin"}\n', '{"kind":"end"'),
      async (bytes, start) => {
        await writeFile(fileOf('2026'), Buffer.concat([Buffer.from(start), bytes]));
        expect(await journal.runs()).toEqual([]);
      },
    ),
    { numRuns: 50 },
  );
});

describe('an unfinished run', () => {
  test('tells what it began: what may be there now', async () => {
    const entry = await journal.begin(plan);
    entry.event(events[0]!);
    entry.event(events[1]!);
    entry.event(events[4]!);
    entry.event(waiting);
    await entry.end(summary);
    await orphan(entry.id);
    const text = await readFile(fileOf(entry.id), 'utf8');
    await writeFile(fileOf(entry.id), text.split('\n').slice(0, -2).join('\n'));
    const [run] = await journal.unfinishedRuns();
    const cutOff = summaryOf(run!);
    expect(cutOff).toEqual({
      verb: 'up',
      cluster: 'demo',
      done: ['create a'],
      failed: [{ step: 'create b', failure: { kind: 'cancelled', what: 'create b' } }],
      skipped: [{ step: 'create c', because: 'cancelled' }],
      isCancelled: true,
      made: {},
      madeObjects: {},
    });
    expect([...unfinishedIn([run!])]).toEqual(['b']);
  });

  test('is none while its process lives', async () => {
    await journal.begin(plan);
    expect(await journal.unfinishedRuns()).toEqual([]);
  });

  test('is found after its process was killed', async () => {
    const module = JSON.stringify(new URL('../../../src/cluster/journal.ts', import.meta.url).href);
    const child = spawn(
      process.execPath,
      [
        '--no-warnings',
        '--input-type=module',
        '-e',
        `const { createJournal } = await import(${module});
         const log = { debug() {}, info() {}, warn() {}, error() {} };
         const entry = await createJournal(${JSON.stringify(folder)}, log).begin(${JSON.stringify(plan)});
         entry.event(${JSON.stringify(events[0])});
         setTimeout(() => process.kill(process.pid, 'SIGKILL'), 100);`,
      ],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    );
    await once(child, 'exit');
    expect(await journal.unfinishedRuns()).toMatchObject([{ events: [events[0]], summary: undefined }]);
  });
});

test('fifty are kept, the newest', async () => {
  for (let index = 0; index < 55; index += 1)
    await writeFile(fileOf(`2020-01-01T00-00-${String(index).padStart(2, '0')}.000Z-x`), '');
  const id = await write();
  await journal.begin(plan);
  const names = (await readdir(folder)).sort();
  expect(names.length).toBeLessThanOrEqual(51);
  expect(names).toContain(`${id}.jsonl`);
  expect(names).not.toContain('2020-01-01T00-00-00.000Z-x.jsonl');
});

test('a folder that cannot be written is logged and ends no run', async () => {
  const said: string[] = [];
  await writeFile(join(folder, 'file'), '');
  const broken = createJournal(join(folder, 'file'), { ...silentLog, warn: (text) => void said.push(text) });
  const entry = await broken.begin(plan);
  entry.event(events[0]!);
  await entry.end(summary);
  expect(said.length).toBeGreaterThan(0);
  expect(await broken.runs()).toEqual([]);
});

test('no secret is written, wherever it comes up', async () => {
  const secrets = ['hunter2-hunter2', 'q7x', 'multi\n"line"-secret', 'proxy-pass', 'splunk-secret'];
  const entry = await journal.begin(
    planOf(
      machine('a', {
        options: { 'digitalocean-access-token': secrets[0]!, 'x-password': secrets[1]!, 'digitalocean-size': 'small' },
        environment: { MY_SECRET: secrets[2]!, HTTP_PROXY: `http://me:${secrets[3]!}@proxy:3128` },
        engineOptions: [`log-opt=splunk-token=${secrets[4]!}`],
      }),
    ),
  );
  entry.event({
    kind: 'failed',
    step: 'create a',
    at,
    failure: {
      kind: 'toolFailed',
      argv: ['create', `--digitalocean-access-token=${secrets[0]!}`, `--x-password=${secrets[1]!}`, 'a'],
      exitCode: 1,
      said: `bad ${secrets[2]!} and ${secrets[0]!} via http://me:${secrets[3]!}@proxy:3128`,
    },
  });
  await entry.end(summary);
  const text = await readFile(fileOf(entry.id), 'utf8');
  for (const secret of secrets) expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
  expect(text).toContain('small');
  expect((await journal.runs())[0]?.events).toHaveLength(1);
});

test('join tokens and unlock keys are not written', async () => {
  const token = 'SWMTKN-1-3pu6hszjas19xyp7ghgosyx9k8atbfcr8p2is99znpy26u2lkl-1awxwuwd3z9j1z3puu7rcgdbx';
  const key = 'SWMKEY-1-7c37Cc8654o6p38HnroywCi19pllOnGtbdZEgtKxZu8';
  const entry = await journal.begin(plan);
  entry.event({ kind: 'said', step: 'create a', line: `docker swarm join --token ${token} 10.0.0.1:2377`, at });
  entry.event({ kind: 'said', step: 'create a', line: `${'x'.repeat(990)}${key}${'y'.repeat(5000)}`, at });
  await entry.end(summary);
  const text = await readFile(fileOf(entry.id), 'utf8');
  expect(text).not.toMatch(/SWM(TKN|KEY)/);
});

test.skipIf(process.platform === 'win32')('only its owner reads folder and files', async () => {
  await chmod(folder, 0o755);
  const inner = join(folder, 'runs', 'store');
  const entry = await createJournal(inner, silentLog).begin(plan);
  const id = await write();
  const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
  expect(await modeOf(inner)).toBe(0o700);
  expect(await modeOf(folder)).toBe(0o700);
  expect(await modeOf(join(inner, `${entry.id}.jsonl`))).toBe(0o600);
  expect(await modeOf(fileOf(id))).toBe(0o600);
});

describe('a run that says much', () => {
  const sizeOf = async (id: string): Promise<number> => (await stat(fileOf(id))).size;
  const saidIn = (run: JournalRun | undefined): string[] =>
    (run?.events ?? []).flatMap((event) => (event.kind === 'said' ? [event.line] : []));

  test.each([
    ['fifty lines of 1 MB', 50, '\u0001x'.repeat(500_000)],
    ['twenty thousand lines', 20_000, 'Pulling a layer'],
  ])('%s make a journal of less than 1 MB, with the first and the last', async (_, count, line) => {
    const entry = await journal.begin(plan);
    for (let index = 0; index < count; index += 1)
      entry.event({ kind: 'said', step: 'create a', line: `${index} ${line} ${index}`, at });
    entry.event({ kind: 'done', step: 'create a', at });
    await entry.end(summary);
    expect(await sizeOf(entry.id)).toBeLessThan(1_000_000);
    const [run] = await journal.runs();
    const said = saidIn(run);
    expect(said[0]).toMatch(/^0 .* 0$/s);
    expect(said.at(-1)).toMatch(new RegExp(`^${count - 1} .* ${count - 1}$`, 's'));
    if (count > 1000) expect(said.join('\n')).toMatch(/… \d+ lines are left out …/);
    expect(run).toMatchObject({ summary });
  });

  test('failures of hundreds of steps with long words, too', async () => {
    const entry = await journal.begin(plan);
    const long = 'docker said no '.repeat(10_000);
    const failed = { kind: 'toolFailed', argv: [long, long], exitCode: 1, said: long } as const;
    for (let index = 0; index < 600; index += 1) entry.event({ kind: 'failed', step: 'create a', failure: failed, at });
    await entry.end({ ...summary, failed: Array.from({ length: 100 }, () => ({ step: 'create a', failure: failed })) });
    expect(await sizeOf(entry.id)).toBeLessThan(1_000_000);
    expect((await journal.runs())[0]?.events).toHaveLength(600);
  });
});

describe('a journal of another shape is skipped', () => {
  interface Begin {
    readonly kind: 'begin';
    readonly plan: Record<string, unknown>;
    readonly process: Record<string, unknown>;
  }
  const wrong = (change: (begin: Begin) => void): string => {
    const own = JSON.parse(JSON.stringify(plan)) as Record<string, unknown>;
    const begin: Begin = { kind: 'begin', process: { pid: 1, started: 'x', at: 1 }, plan: own };
    change(begin);
    return JSON.stringify(begin);
  };
  const withAction = (action: unknown): string =>
    wrong((begin) => {
      begin.plan['steps'] = [{ id: 'a', after: [], action }];
    });
  const consumed = async (): Promise<void> => {
    const runs = await journal.runs();
    for (const run of runs) summaryOf(run);
    unfinishedIn(runs);
    for (const run of runs) planRollback(run.plan, summaryOf(run), snapshot([], []));
    await journal.unfinishedRuns();
  };

  test.each([
    ['without machines that stand', wrong((begin) => delete begin.plan['standing'])],
    ['an action that nobody knows', withAction({ kind: 'launchRocket' })],
    ['an action of Object', withAction({ kind: 'constructor' })],
    ['a create of nothing', withAction({ kind: 'createMachine' })],
    ['a create of a text', withAction({ kind: 'createMachine', machine: 'a' })],
    ['nodes that are none', withAction({ kind: 'awaitNodes', nodes: 'all' })],
    [
      'an undo of another kind',
      wrong((begin) => {
        begin.plan['steps'] = [
          { id: 'a', after: [], action: { kind: 'leaveSwarm', machine: 'a' }, undo: { kind: 'x' } },
        ];
      }),
    ],
    [
      'a time that is none',
      wrong((begin) => {
        begin.process['at'] = 1e300;
      }),
    ],
  ])('%s', async (_, begin) => {
    await writeFile(fileOf('2026'), `${begin}\n`);
    expect(await journal.runs()).toEqual([]);
  });

  test('events of another shape are left out, and nothing is thrown at', async () => {
    const step = { step: 'create a', at };
    const lines = [
      wrong(() => undefined),
      ...[
        { kind: 'failed', ...step },
        { kind: 'failed', ...step, failure: { kind: 'createFailed', leftover: true } },
        { kind: 'skipped', ...step, because: 5 },
        { kind: 'said', ...step, line: null },
        { kind: 'done', step: 'create a', at: 'yesterday' },
        { kind: 'end', summary: { ...summary, failed: [{ step: 'create a' }] } },
        { kind: 'done', ...step, more: 'of a newer version' },
      ].map((line) => JSON.stringify(line)),
    ];
    await writeFile(fileOf('2026'), lines.join('\n'));
    await consumed();
    expect((await journal.runs())[0]).toMatchObject({ events: [{ kind: 'done' }], summary: undefined });
  });

  test('any change of a line ends in a run or in none', async () => {
    const id = await write();
    const lines = (await readFile(fileOf(id), 'utf8')).trim().split('\n');
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.anything(), async (which, at, value) => {
        let count = 0;
        const changed = lines.map((line, index) =>
          index === which % lines.length
            ? JSON.stringify(JSON.parse(line), (_key, each: unknown) => ((count += 1) === at % 80 ? value : each))
            : line,
        );
        await writeFile(fileOf(id), changed.join('\n'));
        await consumed();
      }),
      { numRuns: 100 },
    );
  });

  test.skipIf(process.platform === 'win32')('a pipe and a huge file are skipped', async () => {
    execFileSync('sh', ['-c', 'mkfifo "$0"', fileOf('2025')]);
    await writeFile(fileOf('2024'), '');
    await truncate(fileOf('2024'), 1024 ** 3);
    const id = await write();
    expect((await journal.runs()).map((run) => run.id)).toEqual([id]);
  });
});

describe('the machines whose last create did not end well', () => {
  const ended = (done: readonly string[], failed: readonly string[]): RunSummary => ({
    ...summary,
    done: done.map((name) => `create ${name}`),
    failed: failed.map((name) => ({ step: `create ${name}`, failure })),
    skipped: [],
  });
  const removed = (name: string): Plan => ({
    ...plan,
    steps: [
      { ...plan.steps[0]!, id: `create ${name}`, action: { kind: 'removeMachine', machine: name, driver: 'generic' } },
    ],
  });

  test.each<[string, readonly (readonly [Plan, RunSummary])[], readonly string[]]>([
    ['failed, and not since', [[plan, ended(['a'], ['b'])]], ['b']],
    [
      'a later create that ended well counts',
      [
        [plan, ended([], ['b'])],
        [plan, ended(['b'], [])],
      ],
      [],
    ],
    [
      'a later create that failed counts',
      [
        [plan, ended(['b'], [])],
        [plan, ended([], ['b'])],
      ],
      ['b'],
    ],
    [
      'a later run that did not come to it does not count',
      [
        [plan, ended([], ['b'])],
        [plan, ended(['a'], [])],
      ],
      ['b'],
    ],
    [
      'what is removed is forgotten',
      [
        [plan, ended([], ['b'])],
        [removed('b'), ended(['b'], [])],
      ],
      [],
    ],
    [
      'what could not be removed is not',
      [
        [plan, ended([], ['b'])],
        [removed('b'), ended([], ['b'])],
      ],
      ['b'],
    ],
  ])('%s', async (_, runs, names) => {
    for (const [ofPlan, end] of runs) {
      await (await journal.begin(ofPlan)).end(end);
      // Runs are told apart by the millisecond they began at.
      await sleep(2);
    }
    expect([...unfinishedIn(await journal.runs())]).toEqual(names);
  });
});
