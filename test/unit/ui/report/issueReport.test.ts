// A report of an issue: what helps to understand it, and nothing by which a person or their network would be known.
import { describe, expect, test } from 'vitest';
import { err, ok } from '../../../../src/base/result.ts';
import { english } from '../../../../src/base/text.ts';
import { withoutNames } from '../../../../src/ui/report/hiddenNames.ts';
import { issueReport, type IssueFacts } from '../../../../src/ui/report/issueReport.ts';
import { failed, snapshot, wellCluster } from '../../samples.ts';

const facts: IssueFacts = {
  versions: [['Docker Overlay', '0.1.0']],
  tool: ok({ program: 'docker-machine', version: '0.16.2', build: 'bd45ab13' }),
  snapshot: snapshot([]),
  failures: [],
  settings: [],
  personal: { home: '/home/ann', user: 'ann' },
};
const report = (wanted: Partial<IssueFacts> = {}): string => issueReport({ ...facts, ...wanted }, english);

test('with nothing to tell it says so', () => {
  expect(report()).toBe(`\
## What happened

<!-- Review this before you copy it, and remove anything private. -->

<!-- What you did, what you expected, and what you saw instead. -->

## Versions

- Docker Overlay: 0.1.0
- docker-machine: 0.16.2, bd45ab13

## Current state

- Machines: 0

## Settings

- defaults

## The last failures in the log

- none
`);
});

test('a docker-machine that is missing is told as that', () => {
  expect(report({ tool: err({ kind: 'toolMissing', path: '/home/ann/bin/dm' }) })).toContain(
    '- docker-machine: docker-machine not found\n',
  );
});

test('a fork of docker-machine is told by its name', () => {
  const tool = ok({ program: 'rancher-machine', version: 'v0.15.0', build: 'abc' });
  expect(report({ tool })).toContain('- docker-machine: rancher-machine v0.15.0, abc\n');
});

test('the picture is counts, versions and findings, without names', () => {
  const { machines, cluster } = wellCluster();
  const silent = { kind: 'engineSilent', address: '192.168.99.103:2376', after: 5000, connected: true } as const;
  const picture = snapshot(
    machines.map((each) => (each.name === 'swarm-node2' ? { ...each, engine: failed(silent) } : each)),
    [cluster],
  );
  const told = report({ snapshot: picture });
  expect(told).toContain('- Docker Engine: 20.10.5\n');
  expect(told).toContain(
    '- Machines: 4 virtualbox\n- Engines that do not answer: 1 engine does not answer\n- classic: 2/3, ',
  );
  for (const { name } of machines) expect(told).not.toContain(name);
  expect(told).not.toContain('demo');
});

describe('in the log’s lines', () => {
  const told = (...failures: string[]): string => report({ failures });

  test('secrets, homes, people and networks are hidden', () => {
    const text = told(
      'docker swarm join --token SWMTKN-1-abc-def 192.168.99.100:2377',
      'GET http://ann:hunter2@mirror.example/ failed',
      'no such file: /home/ann/.ssh/id_rsa; ann cannot read it',
    );
    expect(text).toContain('docker swarm join --token ••• 192.x.x.100:2377');
    expect(text).toContain('http://<user>:•••@mirror.example/');
    expect(text).toContain('no such file: ~/.ssh/id_rsa; <user> cannot read it');
  });

  test('what looks like the end of the block is not', () => {
    expect(told('a ``` b')).toContain('````text\na ``` b\n````');
  });

  test('a root without a home of its own blots out nothing', () => {
    expect(report({ failures: ['/root/x of root'], personal: { home: '/', user: 'root' } })).toContain(
      '/root/x of root',
    );
  });

  test('a name with signs in it is only a name', () => {
    expect(report({ failures: ['axb a.b'], personal: { home: '/h', user: 'a.b' } })).toContain('axb <user>');
  });
});

describe('what tells of a network', () => {
  const told = (line: string): string => report({ failures: [line] });

  test.each([
    ['dial tcp [2001:db8:1:2::7]:2376: refused', 'dial tcp [2001:x:x:7]:2376: refused'],
    ['fd00:abcd::12: no route', 'fd00:x:x:12: no route'],
    ['fe80::1%eth0', 'fe80:x:x:1%eth0'],
    ['::1 at 12:34:56', '::1 at 12:34:56'],
    ['pull registry.corp.example:5000/team/deep/app:1.2', 'pull <registry>/app:1.2'],
    ['pull "ghcr.io/acme/secret-project/web@sha256:ab"', 'pull "<registry>/web@sha256:ab"'],
    ['pull 10.1.2.3:5000/app; box:5000/app', 'pull <registry>/app; <registry>/app'],
    [
      'Get "https://reg.corp.example:5000/v2/": lookup reg.corp.example: no such host',
      'Get "https://<registry>:5000/v2/": lookup <registry>: no such host',
    ],
    ['docker.io/library/consul:1.9 10.0.9.0/24 swarm:1.2.6', 'docker.io/library/consul:1.9 10.x.x.0/24 swarm:1.2.6'],
    ['read /usr/lib/a.conf/x', 'read /usr/lib/a.conf/x'],
  ])('%j', (line, expected) => {
    expect(told(line)).toContain(`\n${expected}\n`);
  });

  test('machines and clusters on request', () => {
    expect(withoutNames('demo: demo-node1 and demo-node10, not mydemo', ['demo-node1', 'demo-node10'], ['demo'])).toBe(
      '<cluster 1>: <machine 1> and <machine 2>, not mydemo',
    );
  });

  test.each([':', 'a.', 'a', '-', 'a/', 'a:50/', 'https://a'])('a long run of %j is no finding', (part) => {
    expect(told(part.repeat(20_000)).length).toBeGreaterThan(1000);
  });
});
