// The questions of a new cluster file: which are asked, what they refuse, and that every way through them ends in a good file.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import { readClusterFile } from '../../../../src/cluster/clusterFile.ts';
import { driverOptions } from '../../../../src/docker/machineCommands.ts';
import { clusterFileText } from '../../../../src/model/clusterFileText.ts';
import { builtInDrivers, type DriverOption } from '../../../../src/model/driver.ts';
import { answersOf, machineNames, secretsOf } from '../../../../src/ui/wizard/answers.ts';
import { answered, questionsOf, type Draft, type Question } from '../../../../src/ui/wizard/draft.ts';
import { browse, formOf, type Form, type Known } from '../../../../src/ui/wizard/forms.ts';

const help = readFileSync(new URL('../../../records/dm/create-generic-help.stdout', import.meta.url), 'utf8');
const parsed = driverOptions('generic').parse(help);
const generic: readonly DriverOption[] = parsed.ok ? parsed.value : [];
const option = (name: string, wanted: Partial<DriverOption> = {}): DriverOption => ({
  name,
  takes: 'value',
  default: undefined,
  usage: 'what it is',
  variable: undefined,
  ...wanted,
});
const digitalocean: readonly DriverOption[] = [
  option('digitalocean-access-token', { variable: 'DIGITALOCEAN_ACCESS_TOKEN' }),
  option('digitalocean-backups', { takes: 'flag' }),
  option('digitalocean-size', { default: 's-1vcpu-1gb' }),
  option('digitalocean-ssh-port', { default: '22' }),
  option('engine-opt', { takes: 'list' }),
  option('swarm', { takes: 'flag' }),
];

const nothing: Known = {
  drivers: builtInDrivers,
  unasked: undefined,
  options: [],
  taken: new Set(),
  clusters: [],
  sshKeys: [],
  places: [{ value: 'file:///w/overlay-cluster.yaml', label: 'overlay-cluster.yaml', description: '', detail: '' }],
};

const ids = (draft: Draft, known: readonly DriverOption[] = []): string =>
  questionsOf(draft, known)
    .map((question) => (question.id === 'value' ? question.option.name : question.id))
    .join(' ');

describe('what is asked', () => {
  test.each<[Draft, readonly DriverOption[], string]>([
    [{}, [], 'name orchestration driver store managers nodes advertiseInterface registryMirror place'],
    [
      { orchestration: 'swarm-mode' },
      [],
      'name orchestration driver managers nodes advertiseInterface registryMirror place',
    ],
    [{ orchestration: 'none' }, [], 'name orchestration driver store nodes advertiseInterface registryMirror place'],
    [
      { store: 'url' },
      [],
      'name orchestration driver store storeUrl managers nodes advertiseInterface registryMirror place',
    ],
    [
      { driver: 'generic' },
      generic,
      'name orchestration driver options store managers nodes addresses sshUser sshKey advertiseInterface registryMirror place',
    ],
    [
      { driver: 'digitalocean', options: ['digitalocean-access-token', 'digitalocean-backups', 'digitalocean-size'] },
      digitalocean,
      'name orchestration driver options digitalocean-size store managers nodes advertiseInterface registryMirror place',
    ],
    [
      { driver: 'google' },
      [],
      'name orchestration driver options google-project store managers nodes advertiseInterface registryMirror place',
    ],
  ])('after %j', (draft, known, expected) => {
    expect(ids(draft, known)).toBe(expected);
  });

  test('another driver forgets what was said of the one before, and nothing else', () => {
    const draft: Draft = {
      name: 'a',
      driver: 'generic',
      options: ['x'],
      values: { x: '1' },
      addresses: ['h'],
      sshUser: 'u',
      sshKey: 'k',
      advertiseInterface: 'eth7',
      nodes: 5,
    };
    expect(answered(draft, { id: 'driver' }, 'generic')).toEqual(draft);
    expect(answered(draft, { id: 'driver' }, 'virtualbox')).toEqual({ name: 'a', driver: 'virtualbox', nodes: 5 });
  });
});

function refused(question: Question, text: string, draft: Draft = {}, known: Partial<Known> = {}): string | undefined {
  const form = formOf(question, draft, { ...nothing, ...known }, english);
  if (form.kind !== 'text') throw new Error(form.kind);
  return form.refused(text);
}

describe('what is refused, and why', () => {
  test.each<[Question, string, Draft, string | undefined]>([
    [{ id: 'name' }, 'demo', {}, undefined],
    [{ id: 'name' }, '  demo ', {}, undefined],
    [{ id: 'name' }, '', {}, 'empty'],
    [{ id: 'name' }, '--force', {}, 'letters'],
    [{ id: 'storeUrl' }, 'consul://10.0.0.5', {}, undefined],
    [{ id: 'storeUrl' }, 'http://10.0.0.5', {}, 'consul://HOST:PORT'],
    [{ id: 'storeUrl' }, 'consul://a:99999', {}, 'consul://HOST:PORT'],
    [{ id: 'nodes' }, '0', {}, undefined],
    [{ id: 'nodes' }, '0', { orchestration: 'none' }, 'from 1 to 100'],
    [{ id: 'nodes' }, '1e1', {}, 'from 0 to 100'],
    [{ id: 'addresses' }, '10.0.0.1', {}, '1 of 4 addresses'],
    [{ id: 'addresses' }, '10.0.0.1, 10.0.0.2 10.0.0.3,host-4', {}, undefined],
    [{ id: 'addresses' }, '10.0.0.1 10.0.0.2 10.0.0.3 10.0.0.1', {}, 'twice'],
    [{ id: 'addresses' }, '10.0.0.1 10.0.0.2 10.0.0.3 -x', {}, 'not a host address'],
    [{ id: 'sshUser' }, '-l root', {}, 'spaces'],
    [{ id: 'advertiseInterface' }, 'eth 1', {}, 'network interface'],
    [{ id: 'registryMirror' }, '', {}, undefined],
    [{ id: 'registryMirror' }, 'mirror.example', {}, 'http'],
    [
      { id: 'value', option: option('google-project') },
      '',
      { driver: 'google' },
      'google-project: the driver google needs it.',
    ],
    [
      { id: 'value', option: option('google-project', { variable: 'GOOGLE_PROJECT' }) },
      '',
      { driver: 'google' },
      undefined,
    ],
    // It stands in place of the prompt, which says what is asked for.
    [{ id: 'value', option: option('x-port', { default: '22' }) }, 'many', {}, 'x-port: enter a whole number.'],
    [{ id: 'value', option: option('x') }, 'a\tb', {}, 'x: enter one line of text.'],
  ])('%j with %j after %j', (question, text, draft, why) => {
    if (why === undefined) expect(refused(question, text, draft)).toBeUndefined();
    else expect(refused(question, text, draft)).toContain(why);
  });
});

describe('what stands there already', () => {
  const value = (question: Question, draft: Draft, known: Partial<Known> = {}): unknown => {
    const form = formOf(question, draft, { ...nothing, ...known }, english);
    return form.kind === 'text' ? form.value : form.chosen;
  };

  test('is the usual, and what was said before', () => {
    expect(value({ id: 'name' }, {})).toBe('demo');
    expect(value({ id: 'name' }, {}, { clusters: ['demo', 'demo2'] })).toBe('demo3');
    expect(value({ id: 'advertiseInterface' }, { driver: 'virtualbox' })).toBe('eth1');
    expect(value({ id: 'advertiseInterface' }, { driver: 'google' })).toBe('eth0');
    expect(value({ id: 'advertiseInterface' }, { driver: 'google', advertiseInterface: 'ens4' })).toBe('ens4');
    expect(value({ id: 'sshKey' }, {}, { sshKeys: ['/h/.ssh/id_ed25519'] })).toBe('/h/.ssh/id_ed25519');
    expect(value({ id: 'options' }, { driver: 'digitalocean' }, { options: digitalocean })).toEqual([
      'digitalocean-access-token',
    ]);
  });

  test('the drivers are those that make machines, and say where they come from', () => {
    const form = formOf({ id: 'driver' }, {}, nothing, english);
    expect(form.kind === 'choice' && form.choices.map((each) => each.value)).not.toContain('none');
    expect(form.placeholder).toContain('your docker-machine');
    const unasked = formOf({ id: 'driver' }, {}, { ...nothing, unasked: 'docker-machine not found' }, english);
    expect(unasked.placeholder).toContain('docker-machine not found');
  });

  test('a secret says that it comes from the environment', () => {
    const form = formOf({ id: 'options' }, { driver: 'digitalocean' }, { ...nothing, options: digitalocean }, english);
    expect(form.kind === 'choices' && form.choices.map(({ label, description }) => [label, description])).toEqual([
      ['digitalocean-access-token', 'a secret: from the environment variable DIGITALOCEAN_ACCESS_TOKEN'],
      ['digitalocean-backups', ''],
      ['digitalocean-size', 'default s-1vcpu-1gb'],
      ['digitalocean-ssh-port', 'default 22'],
    ]);
  });
});

test('an orchestration is called as rows call it, beside what the file says', () => {
  const form = formOf({ id: 'orchestration' }, {}, nothing, (message) => (message === 'classic' ? '经典' : message));
  expect(form.kind === 'choice' && form.choices.map(({ label, description }) => [label, description])).toEqual([
    ['classic', '经典'],
    ['swarm-mode', ''],
    ['none', 'shared store'],
  ]);
});

test('of two managers the other one takes over, of more the others', () => {
  const form = formOf({ id: 'managers' }, {}, nothing, english);
  expect(form.kind === 'choice' && form.choices.map(({ detail }) => detail)).toEqual([
    'enough to try it out',
    'one leads, the other takes over if it is lost',
    'one leads, the others take over if it is lost',
  ]);
});

describe('the machines', () => {
  test('have the article’s names, or the cluster’s in front where those are somebody else’s', () => {
    expect(machineNames({}, new Set()).all).toEqual(['kvstore', 'swarm-manager', 'swarm-node1', 'swarm-node2']);
    expect(machineNames({ orchestration: 'swarm-mode', managers: 3, nodes: 1 }, new Set()).all).toEqual([
      'swarm-manager1',
      'swarm-manager2',
      'swarm-manager3',
      'swarm-node1',
    ]);
    expect(machineNames({ name: 'b', store: 'url', nodes: 1 }, new Set(['swarm-node1'])).all).toEqual([
      'b-manager',
      'b-node1',
    ]);
    // What the file would not make may be anybody's.
    expect(machineNames({ orchestration: 'none', nodes: 1 }, new Set(['swarm-manager'])).all).toEqual([
      'kvstore',
      'swarm-node1',
    ]);
  });

  test('have their addresses in the order they were asked in', () => {
    const draft: Draft = { driver: 'generic', nodes: 1, addresses: ['a', 'b', 'c'], sshUser: 'root', sshKey: '/k' };
    const { store, managers, nodes, driver } = answersOf(draft, generic, new Set());
    expect([store, managers, nodes]).toMatchObject([
      { machine: { name: 'kvstore', options: { 'generic-ip-address': 'a' } } },
      [{ name: 'swarm-manager', options: { 'generic-ip-address': 'b' } }],
      [{ name: 'swarm-node1', options: { 'generic-ip-address': 'c' } }],
    ]);
    expect(driver.options).toEqual({ 'generic-ssh-user': 'root', 'generic-ssh-key': '/k' });
  });
});

test('secrets are named and never written; the newest engine is not taken where it could not join', () => {
  const draft: Draft = {
    driver: 'digitalocean',
    options: ['digitalocean-access-token', 'digitalocean-backups', 'digitalocean-ssh-port'],
    values: { 'digitalocean-access-token': 'hunter2', 'digitalocean-ssh-port': '2222' },
  };
  expect(secretsOf(draft, digitalocean)).toEqual(['digitalocean-access-token']);
  const text = clusterFileText(answersOf(draft, digitalocean, new Set()), english);
  expect(text).not.toContain('hunter2');
  expect(text).toContain('    digitalocean-backups: true\n    digitalocean-ssh-port: 2222\n');
  expect(text).toContain('installUrl: "https://');
  const swarmMode = answersOf({ ...draft, orchestration: 'swarm-mode' }, digitalocean, new Set());
  expect(clusterFileText(swarmMode, english)).not.toContain('installUrl');
});

// ---------------------------------------------------------------- any way through

/** Picks an answer that the form lets through, by a number. */
function someAnswer(form: Form, random: number, texts: readonly string[]): string | readonly string[] {
  switch (form.kind) {
    case 'choice': {
      const choices = form.choices.filter(({ value }) => value !== browse);
      return choices[random % choices.length]?.value ?? form.chosen;
    }
    case 'choices':
      return form.choices.filter((_, index) => (random >> (index % 20)) & 1).map(({ value }) => value);
    case 'text': {
      const good = [form.value, form.placeholder, ...texts].filter((text) => form.refused(text) === undefined);
      return good[random % good.length] ?? '';
    }
  }
}

const optionsOf: Readonly<Record<string, readonly DriverOption[]>> = { generic, digitalocean };

test('every way through the questions ends in a file without problems', async () => {
  const hosts = Array.from({ length: 200 }, (_, index) => `10.0.${String(index >> 6)}.${String((index & 63) + 1)}`);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
      fc.array(fc.oneof(fc.string(), fc.stringMatching(/^[a-zA-Z0-9.-]{1,70}$/), fc.nat(120).map(String)), {
        maxLength: 5,
      }),
      fc.subarray(['kvstore', 'swarm-node2', 'demo-node1']),
      async (random, texts, taken) => {
        let draft: Draft = {};
        const known = (): Known => ({
          ...nothing,
          drivers: ['virtualbox', 'generic', 'digitalocean', 'google', 'hetzner'],
          options: optionsOf[draft.driver ?? ''] ?? [],
          taken: new Set(taken),
          sshKeys: ['/home/a b/.ssh/id'],
        });
        for (let at = 0; ; at += 1) {
          const question = questionsOf(draft, known().options)[at];
          if (!question) break;
          const { all } = machineNames(draft, new Set(taken));
          const enough = hosts.slice(0, all.length).join(' ');
          const form = formOf(question, draft, known(), english);
          draft = answered(
            draft,
            question,
            someAnswer(form, random[at % 40] ?? 0, [enough, ...texts, 'project-1', 'etcd://a']),
          );
        }
        const text = clusterFileText(answersOf(draft, known().options, new Set(taken)), english);
        expect([text, (await readClusterFile(text)).problems]).toEqual([text, []]);
      },
    ),
    { numRuns: 300 },
  );
});
