// What a demo on the lab writes and answers, without the lab.
import { describe, expect, test } from 'vitest';
import { labClusterFile, machineNames } from '../../../scripts/labClusterFile.ts';
import { answerOnLab, checkLabFault, parseStatus, type LabMachine } from '../../../scripts/labFaults.ts';
import { readClusterFile } from '../../../src/cluster/clusterFile.ts';
import type { Question } from '../../../src/simulator/world/choices.ts';

const machinesOf = (orchestration: 'classic' | 'swarm-mode'): readonly LabMachine[] =>
  machineNames[orchestration].map((name, index) => ({
    name,
    host: index + 1,
    address: `10.71.0.${String(11 + index)}`,
  }));
const machines = machinesOf('classic');

describe('the cluster file', () => {
  test.each(['classic', 'swarm-mode'] as const)('of %s is a good one, with every host in its place', async (kind) => {
    const text = labClusterFile({
      orchestration: kind,
      machines: machinesOf(kind),
      key: '/lab/id_ed25519',
      registry: 'http://10.71.0.2:5000',
    });
    const { spec, problems } = await readClusterFile(text);
    expect(problems).toEqual([]);
    expect(spec?.orchestration).toBe(kind);
    expect(spec?.managers.map(({ name }) => name)).toEqual(
      kind === 'classic' ? ['swarm-manager'] : ['cloud-manager1', 'cloud-manager2', 'cloud-manager3'],
    );
    expect(spec?.nodes).toHaveLength(2);
    for (const { name, address } of machinesOf(kind))
      expect(text).toContain(`name: ${name}, driver: { options: { generic-ip-address: ${address} } }`);
    expect(text).toContain('Break Something');
  });
});

const printed = `prefix demo, folder /tmp/demo, registry http://10.71.0.2:5000 up
HOST  INIT     ETH1            ETH0            LINK  ENGINE   SUITE     HOSTNAME
m1    4711     10.71.0.11      10.70.0.11      up    active   bullseye  kvstore
m2    4712     10.71.0.12      10.70.0.12      down  active   bullseye  swarm-manager
m3    4713     10.71.0.13      10.70.0.13      up    frozen   bullseye  swarm-node1
m4    -        10.71.0.14      10.70.0.14      -     down     bullseye  -
`;

describe('faults', () => {
  const status = parseStatus(printed);
  const ask = (...words: readonly string[]): Question | null =>
    JSON.parse(answerOnLab(['question', ...words], machines, status).says) as Question | null;
  const choices = (question: Question | null): readonly string[] =>
    (question?.choices ?? []).map(({ words }) => words.join(' '));

  test('the lab’s status is read', () => {
    expect(status).toEqual([
      { host: 1, isOn: true, link: 'up', engine: 'active' },
      { host: 2, isOn: true, link: 'down', engine: 'active' },
      { host: 3, isOn: true, link: 'up', engine: 'frozen' },
      { host: 4, isOn: false, link: '-', engine: 'down' },
    ]);
  });

  test('what can be broken is asked for, then where', () => {
    expect(choices(ask('fault'))).toEqual(['power-off', 'unplug', 'freeze', 'stop']);
    expect(choices(ask('fault', 'freeze'))).toEqual(['kvstore', 'swarm-manager']);
    expect(ask('fault', 'freeze', 'kvstore')).toBeNull();
    expect(answerOnLab(['fault', 'freeze', 'kvstore'], machines, status)).toMatchObject({ calls: [['freeze', '1']] });
  });

  test('a fault without a machine befalls the first that it can', () => {
    expect(answerOnLab(['fault', 'unplug'], machines, status)).toMatchObject({ calls: [['link', '1', 'down']] });
    expect(() => {
      checkLabFault(['unplug'], machines);
    }).not.toThrow();
    expect(() => answerOnLab(['fault', 'unplug'], machines, status.slice(3))).toThrow(
      'there is nothing that unplug could befall now',
    );
  });

  test('what is broken can be mended, one by one or all', () => {
    expect(choices(ask('mend'))).toEqual([
      'all',
      'power-off swarm-node2',
      'unplug swarm-manager',
      'freeze swarm-node1',
    ]);
    expect(answerOnLab(['mend', 'all'], machines, status)).toMatchObject({
      calls: [
        ['boot', '4'],
        ['wait', '4'],
        ['link', '2', 'up'],
        ['thaw', '3'],
      ],
    });
  });

  test('nothing broken: nothing to choose', () => {
    const well = JSON.parse(answerOnLab(['question', 'mend'], machines, status.slice(0, 1)).says) as Question;
    expect(well).toEqual({ title: 'Nothing is broken.', choices: [] });
  });

  test('what the lab cannot do is refused with what it can', () => {
    expect(() => checkLabFault(['melt', 'kvstore'], machines)).toThrow('no fault melt on the lab; there are power-off');
    expect(() => checkLabFault(['freeze', 'nosuch'], machines)).toThrow('no machine nosuch; there are kvstore');
    expect(() => answerOnLab(['question', 'wave'], machines, status)).toThrow('no question about wave');
  });
});
