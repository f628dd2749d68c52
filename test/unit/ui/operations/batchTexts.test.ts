// What a person reads before and after something is done to machines and containers.
import { describe, expect, test } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import type { MachineStakes } from '../../../../src/model/stakes.ts';
import type { MachineChange } from '../../../../src/service/actions.ts';
import * as containerWords from '../../../../src/ui/operations/containerTexts.ts';
import * as machineWords from '../../../../src/ui/operations/machineTexts.ts';
import { aboutMachine, finding } from '../../findings.ts';

const plain: MachineStakes = {
  machine: 'dev',
  driver: 'virtualbox',
  cluster: undefined,
  role: undefined,
  containers: [],
  running: [],
  isIncomplete: false,
  hostLivesOn: false,
  isLastManager: false,
  holdsStore: false,
  breaksMajority: false,
  staysListed: false,
};
const stakes = (wanted: Partial<MachineStakes>): string[] =>
  machineWords.stakesWords('remove', [{ ...plain, ...wanted }], english).split('\n');

describe('before a machine is removed', () => {
  test('its containers are named, all of them', () => {
    expect(stakes({ containers: ['c1', 'web'] })).toEqual([
      'dev is removed with its containers and their data: c1, web.',
    ]);
    const many = Array.from({ length: 11 }, (_, index) => `c${String(index)}`);
    expect(stakes({ containers: many })[0]).toMatch(/: c0, .*, c10\.$/);
    expect(stakes({ containers: [] })).toEqual(['dev: it has no containers.']);
  });

  test('a host that lives on, one that never answered and a leftover are told as such', () => {
    expect(stakes({ hostLivesOn: true, driver: 'generic', containers: ['c1'] })[0]).toContain(
      'are kept (driver generic)',
    );
    expect(stakes({ containers: undefined })[0]).toContain('are unknown');
    expect(stakes({ containers: undefined, isIncomplete: true })[0]).toContain('it is incomplete');
  });

  test('of a create that failed late the containers are named all the same', () => {
    expect(stakes({ isIncomplete: true, containers: ['db'] })).toEqual([
      'dev is removed with its containers and their data: db.',
    ]);
    expect(stakes({ isIncomplete: true, containers: [] })[0]).toContain('it is incomplete');
    expect(stakes({ isIncomplete: true, hostLivesOn: true, containers: ['db'] })[0]).toContain(
      'what runs there are kept',
    );
  });

  test('its place in its cluster is named, and what that means', () => {
    const manager = { role: 'manager', cluster: 'demo', isLastManager: true } as const;
    expect(stakes(manager)).toEqual([
      'dev (manager of demo): it has no containers.',
      '⚠ It is the last manager of demo: the other machines are left without one.',
    ]);
    const store = { role: 'keyValueStore', cluster: 'demo', holdsStore: true } as const;
    expect(stakes(store)[1]).toMatch(/^⚠ It runs the key-value store of demo/);
    const swarm = { role: 'manager', cluster: 'demo', breaksMajority: true, staysListed: true } as const;
    expect(stakes(swarm).filter((line) => line.startsWith('⚠'))).toEqual([
      '⚠ Without it, the managers of demo lose quorum: nothing can be changed there any more.',
      '⚠ The swarm keeps listing it as down. To remove it cleanly, remove the node first.',
    ]);
  });
});

describe('before many machines', () => {
  const many = Array.from({ length: 20 }, (_, index) => ({ ...plain, machine: `m${String(index + 1)}` }));
  const lines = (verb: 'remove' | 'forget' | 'stop'): string[] =>
    machineWords.stakesWords(verb, many, english).split('\n').filter(Boolean);

  test('are removed each is named, in a line of its own', () => {
    expect(lines('remove')).toEqual(many.map(({ machine }) => `${machine}: it has no containers.`));
    expect(machineWords.stakesWords('remove', many, english)).not.toContain('\n\n');
    expect(lines('forget').slice(1)).toHaveLength(20);
  });

  test('are stopped, of which nothing is lost, the first are', () => {
    expect(lines('stop').slice(-2)).toEqual(['m12: no container runs there.', 'And 8 more.']);
  });
});

test('forgetting promises no more than the driver can do', () => {
  const forgotten = (wanted: Partial<MachineStakes>): string | undefined =>
    machineWords.stakesWords('forget', [{ ...plain, ...wanted }], english).split('\n\n')[1];
  expect(forgotten({ containers: ['c1', 'web'] })).toBe(
    'dev is removed from docker-machine. If its driver can delete it, its containers and their data are deleted too: c1, web.',
  );
  expect(forgotten({ containers: undefined })).toBe(
    'dev: its contents are unknown because its engine has not answered; all of it is deleted if its driver can delete it.',
  );
  expect(forgotten({ isIncomplete: true })).toBe(
    'dev: it is incomplete; its record is removed, with all resources its driver can delete.',
  );
});

describe('what is asked for', () => {
  test('certificates: that the engine restarts and its containers stop', () => {
    const text = machineWords.stakesWords('regenerateCertificates', [{ ...plain, running: ['c1'] }], english);
    expect(text).toContain('Its engine restarts, which stops its containers');
    expect(text).toContain('these containers stop: c1');
  });

  test('one is named, several are counted', () => {
    const { machinesWords, machineVerbs } = machineWords;
    expect(machineVerbs.remove.question(machinesWords(['dev'], english), english)).toBe('Remove dev?');
    expect(machineVerbs.stop.question(machinesWords(['a', 'b'], english), english)).toBe('Stop 2 machines?');
    expect(machineVerbs.start.progress(machinesWords(['a', 'b', 'c'], english), english)).toBe('Starting 3 machines');
  });
});

const change = (wanted: Partial<MachineChange>): MachineChange => ({
  machine: 'dev',
  verb: 'start',
  isThere: true,
  level: 'healthy',
  findings: [],
  address: '10.0.0.7',
  addressBefore: undefined,
  ended: [],
  ...wanted,
});
const report = (done: MachineChange[], failed: machineWords.MachinesReport['failed'] = []) => ({
  verb: done[0]?.verb ?? 'start',
  done,
  failed,
});

describe('how it ended', () => {
  test('well', () => {
    expect(machineWords.endWords(report([change({})]), english)).toBe('Started: dev.');
    const stopped = change({
      verb: 'stop',
      findings: [
        finding({ check: 'engineAnswers', kind: 'machineStopped', severity: 'error', subject: aboutMachine('dev') }),
      ],
      level: 'down',
    });
    expect(machineWords.endWords(report([stopped]), english)).toBe('Stopped: dev.');
    const gone = change({ verb: 'remove', isThere: false });
    expect(machineWords.endWords(report([gone]), english)).toBe('Removed: dev.');
    for (const each of [change({}), stopped, gone]) expect(machineWords.isWell(report([each]))).toBe(true);
  });

  test('with what changed in between', () => {
    const moved = change({ addressBefore: '10.0.0.5' });
    expect(machineWords.endWords(report([moved]), english)).toContain('from 10.0.0.5 to 10.0.0.7');
    const quiet = change({ verb: 'restart', ended: ['c1', 'c2'] });
    expect(machineWords.endWords(report([quiet]), english)).toBe(
      'Restarted: dev. On dev these containers no longer run: c1, c2.',
    );
    const left = change({ verb: 'remove' });
    expect(machineWords.endWords(report([left]), english)).toContain('dev is still in the machine store.');
    for (const each of [moved, quiet, left]) expect(machineWords.isWell(report([each]))).toBe(false);
  });

  test('a node that is late is no bad news, but is told', () => {
    const late = change({
      findings: [finding({ check: 'nodeJoining', kind: 'joining', severity: 'info', subject: aboutMachine('dev') })],
      level: 'unknown',
    });
    const text = machineWords.endWords(report([late]), english);
    expect(text).toContain('Machine dev is joining');
    expect(text).toContain('90 seconds');
    expect(machineWords.isWell(report([late]))).toBe(true);
  });

  test('of several: how many, and each that went wrong with its reason', () => {
    const busy = { kind: 'machineBusy', machine: 'c', verb: 'stop' } as const;
    const text = machineWords.endWords(
      report([change({ machine: 'a' }), change({ machine: 'b', ended: ['c1'] })], [{ machine: 'c', failure: busy }]),
      english,
    );
    expect(text).toMatch(
      /^Started: 2 machines\. On b these containers no longer run: c1\. c: Machine c is already being stopped/,
    );
    expect(machineWords.isWell(report([], [{ machine: 'c', failure: busy }]))).toBe(false);
  });
});

describe('containers', () => {
  const place = { machine: 'dev', container: 'c1' };
  const container = { ...place, image: 'busybox', part: undefined, cluster: 'demo', service: '' } as const;

  test('a removal names what goes and what hangs on it', () => {
    expect(containerWords.containersWords([place], english)).toBe('container c1 on dev');
    const text = containerWords.stakesWords(
      'remove',
      [
        { ...container, part: 'keyValueStore' },
        { ...container, container: 'web.1', service: 'web' },
      ],
      english,
    );
    expect(text).toContain('c1 on dev · busybox\n⚠ It is the key-value store of demo');
    expect(text).toContain('web.1 on dev · busybox\n⚠ It belongs to the service web');
    expect(text).toContain('volumes stay');
  });

  test('of many that are removed each is named, those of which there is more to say for themselves', () => {
    const many = Array.from({ length: 20 }, (_, index) => ({ ...container, container: `c${String(index + 1)}` }));
    const all = [{ ...container, container: 'agent', part: 'agent' } as const, ...many];
    const more = { ...container, machine: 'test', container: 'other' };
    const text = containerWords.stakesWords('remove', [...all, more], english).split('\n\n');
    expect(text[0]).toMatch(/^agent on dev · busybox\n⚠ /);
    expect(text.slice(1, -1)).toEqual([`${many.map((each) => each.container).join(', ')} on dev`, 'other on test']);
    expect(containerWords.stakesWords('stop', many, english)).toMatch(/\n\nAnd 5 more\.$/);
  });

  test('what did not become as asked is told', () => {
    const done = [{ ...place, verb: 'start', state: 'exited', status: 'Exited (1) 1 second ago' }] as const;
    expect(containerWords.endWords({ verb: 'start', done, failed: [] }, english)).toBe(
      'Started: container c1 on dev. c1 is ended with 1.',
    );
    const well = [{ ...place, verb: 'stop', state: 'exited', status: '' }] as const;
    expect(containerWords.endWords({ verb: 'stop', done: well, failed: [] }, english)).toBe(
      'Stopped: container c1 on dev.',
    );
  });
});
