// Questions to single doors: what an answer, or none, is read as.
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import {
  observeEngine,
  observePower,
  observeReach,
  observeRefusedFlag,
  reachCommand,
} from '../../../src/cluster/observe.ts';
import type { CallOptions, EngineDoor, MachineCommand, MachineTool } from '../../../src/docker/doors.ts';
import type { Outcome } from '../../../src/model/failure.ts';
import { parseStoreUrl } from '../../../src/model/keyValueStore.ts';
import { record } from '../records.ts';
import { container, engine } from '../samples.ts';

const { signal } = new AbortController();
const url = parseStoreUrl('consul://10.0.0.9:8500')!;
const refused = { kind: 'engineRefused', address: 'a:1' } as const;

/** A docker-machine that prints this. */
const says = (stdout: string | undefined, ran: (readonly string[])[] = []): MachineTool => ({
  run: async <T>(command: MachineCommand<T>): Promise<Outcome<T>> => {
    ran.push(command.args);
    return stdout === undefined
      ? err({ kind: 'toolFailed', argv: command.args, exitCode: 1, said: '' })
      : command.parse(stdout);
  },
  findsProgram: () => Promise.resolve(undefined),
});

describe('an engine', () => {
  const door = (wanted: Partial<EngineDoor>): EngineDoor =>
    ({ engine: async () => ok(engine('m')), containers: async () => ok([container('c')]), ...wanted }) as EngineDoor;
  test('is itself and its containers', async () => {
    expect(await observeEngine(door({}), {})).toEqual(
      ok({ view: { engine: engine('m'), containers: [container('c')] }, isOld: false }),
    );
  });
  test('that answers half is a failure', async () => {
    expect(await observeEngine(door({ engine: async () => err(refused) }), {})).toEqual(err(refused));
    expect(await observeEngine(door({ containers: async () => err(refused) }), {})).toEqual(err(refused));
  });
  test('is asked one thing after the other, within one deadline', async () => {
    vi.useFakeTimers();
    const deadlines: unknown[] = [];
    let isAsked = false;
    const slowly =
      <T>(value: T, time: number) =>
      async (options?: CallOptions): Promise<Outcome<T>> => {
        expect(isAsked).toBe(false);
        isAsked = true;
        deadlines.push(options?.deadline);
        await vi.advanceTimersByTimeAsync(time);
        isAsked = false;
        return ok(value);
      };
    await observeEngine(door({ containers: slowly([], 300), engine: slowly(engine('m'), 1) }), { deadline: 5000 });
    vi.useRealTimers();
    expect(deadlines).toEqual([5000, 4700]);
  });
});

describe('an engine that waits for its swarm’s leader', () => {
  const silent = { kind: 'engineSilent', address: 'a:1', after: 5000, connected: true } as const;
  const asked: string[] = [];
  const door = (engineSays: Awaited<ReturnType<EngineDoor['engine']>>): EngineDoor =>
    ({
      address: 'a:1',
      engine: async () => {
        asked.push('engine');
        return engineSays;
      },
      containers: async () => ok([container('c'), container('d', { state: 'exited' })]),
    }) as unknown as EngineDoor;
  const counts = { total: 2, running: 1, paused: 0, stopped: 1 };
  const last = engine('m', { images: 7 });

  test('is what it said last, with its containers as they are', async () => {
    expect(await observeEngine(door(err(silent)), {}, { current: undefined, last })).toEqual(
      ok({
        view: { engine: { ...last, containers: counts }, containers: expect.arrayContaining([]) as object },
        isOld: true,
      }),
    );
  });
  test('is reticent while it has never said anything, and fails by any other failure', async () => {
    expect(await observeEngine(door(err(silent)), {})).toEqual(err({ kind: 'engineReticent', address: 'a:1' }));
    expect(await observeEngine(door(err(refused)), {}, { current: undefined, last })).toEqual(err(refused));
  });
  test('is not asked of itself while what it said still holds', async () => {
    asked.length = 0;
    const answer = await observeEngine(door(err(silent)), {}, { current: last, last });
    expect(answer).toMatchObject(ok({ view: { engine: { images: 7, containers: counts } }, isOld: false }));
    expect(asked).toEqual([]);
  });
});

describe('why an engine refuses', () => {
  test.each([
    ['it died of a flag that it does not know', record('engine26/engine-exits.txt'), 'cluster-store'],
    ['it was stopped', 'Stopped docker.service - Docker Application Container Engine.\n', undefined],
    ['nothing is told', '', undefined],
    ['no ssh', undefined, undefined],
  ])('%s', async (_why, stdout, flag) => {
    expect(await observeRefusedFlag(says(stdout), 'm', signal)).toBe(flag);
  });
  test('is read in the journal of its host', async () => {
    const ran: (readonly string[])[] = [];
    await observeRefusedFlag(says('', ran), 'm', signal);
    expect(ran).toEqual([['ssh', 'm', 'sudo', 'journalctl', "'-u'", 'docker', "'-n'", '30', "'--no-pager'"]]);
  });
});

describe('the power of a machine', () => {
  test.each([
    ['Running\n', 'running'],
    ['Stopped\n', 'stopped'],
    ['Saved\n', 'stopped'],
    ['Paused\n', 'stopped'],
    ['Error\n', 'unknown'],
    ['nonsense\n', 'unknown'],
    [undefined, 'unknown'],
  ])('%j is %s', async (stdout, expected) => {
    expect(await observePower(says(stdout), 'm', signal)).toBe(expected);
  });
});

describe('whether a host reaches its store', () => {
  // As curl 7.74 prints it, seen on a Debian host.
  const out = (code: number, time: string, words = ''): string => `${words}connect=${time}  exit=${String(code)}\n`;
  test.each([
    ['it answers', out(0, '0.000812'), { reached: true }],
    [
      'a connection without an answer, as of ZooKeeper',
      out(52, '0.000812', 'curl: (52) Empty reply from server\n'),
      { reached: true },
    ],
    ['connected, then silent', out(28, '0.000812', 'curl: (28) Operation timed out\n'), { reached: true }],
    [
      'refused',
      out(7, '0.000000', 'curl: (7) Failed to connect to 10.0.0.9 port 8500: Connection refused\n'),
      { reached: false, failure: { kind: 'storeRefused', url: 'consul://10.0.0.9:8500' } },
    ],
    [
      'no route',
      out(7, '0.000000', 'curl: (7) Failed to connect to 10.0.0.9 port 8500: No route to host\n'),
      {
        reached: false,
        failure: {
          kind: 'storeUnreachable',
          url: 'consul://10.0.0.9:8500',
          said: 'curl: (7) Failed to connect to 10.0.0.9 port 8500: No route to host',
        },
      },
    ],
    [
      'silent',
      out(28, '0.000000', 'curl: (28) Connection timed out after 3001 milliseconds\n'),
      { reached: false, failure: { kind: 'storeSilent', url: 'consul://10.0.0.9:8500', after: 3000 } },
    ],
    ['no curl there', 'sh: 1: curl: not found\n exit=127\n', undefined],
    ['nothing printed', '', undefined],
    ['no ssh', undefined, undefined],
  ])('%s', async (_case, stdout, expected) => {
    expect(await observeReach(says(stdout), 'm', url, signal)).toEqual(expected);
  });

  test('is tried from the host, over ssh', async () => {
    const ran: (readonly string[])[] = [];
    await observeReach(says('', ran), 'm', url, signal);
    expect(ran).toHaveLength(1);
    expect(ran[0]!.slice(0, 3)).toEqual(['ssh', 'm', 'sh']);
    expect(ran[0]!.at(-1)).toContain('http://10.0.0.9:8500/');
  });

  test('with several hosts one that is reached is enough', async () => {
    const two = parseStoreUrl('etcd://10.0.0.8,10.0.0.9')!;
    const failing = out(7, '0.000000', 'curl: (7) Connection refused\n');
    expect(await observeReach(says(failing + out(0, '0.0008')), 'm', two, signal)).toEqual({ reached: true });
    expect(reachCommand('m', two)!.args.at(-1)).toMatch(/10\.0\.0\.8:2379.*10\.0\.0\.9:2379/);
  });

  test('an IPv6 host is written in brackets', () => {
    expect(reachCommand('m', parseStoreUrl('consul://[fd00::9]:8500')!)!.args.at(-1)).toContain(
      'http://[fd00::9]:8500/',
    );
  });

  test('nothing but a host and a port gets into the far shell', () => {
    fc.assert(
      fc.property(fc.string(), (host) => {
        const command = reachCommand('m', { type: 'consul', hosts: [{ host, port: 1 }], path: '' });
        expect(command === undefined || /^[a-zA-Z0-9.:-]+$/.test(host)).toBe(true);
      }),
    );
    expect(reachCommand('m', { type: 'consul', hosts: [{ host: '$(reboot)', port: 1 }], path: '' })).toBeUndefined();
  });

  test('whatever is printed, it is read without a fault', () => {
    fc.assert(
      fc.property(fc.string(), (stdout) => {
        expect(reachCommand('m', url)!.parse(stdout).ok).toBe(true);
      }),
    );
  });
});
