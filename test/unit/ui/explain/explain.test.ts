// Every kind of failure, finding, problem, warning and evidence reads as a sentence of its own, with everything it knows filled in.
import { describe, expect, test } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import type { Evidence } from '../../../../src/model/condition.ts';
import type { Failure } from '../../../../src/model/failure.ts';
import type { Problem } from '../../../../src/model/fileFailure.ts';
import type { Finding } from '../../../../src/checks/allChecks.ts';
import { onMachine } from '../../../../src/checks/remedy.ts';
import type { Warning } from '../../../../src/model/planWarning.ts';
import { conditionLines, explainEvidence } from '../../../../src/ui/explain/explainEvidence.ts';
import { explainFailure } from '../../../../src/ui/explain/explainFailure.ts';
import { explainProblem } from '../../../../src/ui/explain/explainProblem.ts';
import { explainFinding } from '../../../../src/ui/explain/explainFinding.ts';
import { explainWarning } from '../../../../src/ui/explain/explainWarning.ts';
import { brief, sentence, type Explanation } from '../../../../src/ui/explain/explanation.ts';
import { actionIcon } from '../../../../src/ui/explain/actionIcon.ts';
import { commandIcons, commandList } from './commandIds.ts';
import { aboutMachine, finding } from '../../findings.ts';
import { evidence, failures, findings, problems, warnings } from './everyKind.ts';

/** What is shown of an explanation: the buttons' titles too. */
const whole = ({ short, what, why, remedy, actions }: Explanation): string =>
  [short, what, why, remedy, ...actions.map(({ title }) => title)].join(' ');

/** A value's texts and numbers that a person must find again: names, addresses, paths, the tool's words. */
function knownOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (Array.isArray(value)) return value.flatMap(knownOf);
  if (typeof value !== 'object' || value === null || value instanceof Date) return [];
  return Object.entries(value).flatMap(([key, each]) => (notSaid.has(key) ? [] : knownOf(each)));
}

/** What is told in other words, or by what it leads to. */
const notSaid = new Set([
  'check',
  'kind',
  'of',
  'cluster',
  'severity',
  'remedies',
  'stage',
  'argv',
  'after',
  'connected',
  'whose',
  'why',
  'severity',
  'start',
  'end',
  'verb',
  'cause',
  'failure',
  'failures',
  'problems',
  'skew',
  'mode',
  'how',
  'proof',
]);

const isFilled = (text: string): boolean =>
  text.trim() !== '' && !/\{\d|undefined|\[object|NaN|null/.test(text.replace('undefined is not a function', ''));

type Row<W> = readonly [kind: string, words: W, value: unknown];
const explained = <V>(
  table: Readonly<Record<string, V>>,
  explain: (value: V, t: typeof english) => Explanation,
): Row<Explanation>[] => Object.entries(table).map(([kind, value]) => [kind, explain(value, english), value]);
const worded = <V>(
  table: Readonly<Record<string, V>>,
  explain: (value: V, t: typeof english) => string,
): Row<string>[] => Object.entries(table).map(([kind, value]) => [kind, explain(value, english), value]);

const explanations: Readonly<Record<string, Row<Explanation>[]>> = {
  failure: explained<Failure>(failures, explainFailure),
  finding: explained<Finding>(findings, explainFinding),
};

describe.each(Object.keys(explanations))('every %s', (name) => {
  const table = explanations[name] ?? [];

  test.each(table)('%s says what happened and what to do', (_kind, explanation, value) => {
    expect(isFilled(explanation.short)).toBe(true);
    expect(isFilled(explanation.what)).toBe(true);
    expect(isFilled(explanation.remedy)).toBe(true);
    expect(isFilled(whole(explanation))).toBe(true);
    expect(explanation.short.length).toBeLessThan(60);
    for (const known of knownOf(value)) expect(whole(explanation).toLowerCase()).toContain(known.toLowerCase());
  });

  test('no two say the same', () => {
    const whats = table.map(([, { what }]) => what);
    expect(new Set(whats).size).toBe(whats.length);
  });

  test('every button is a command of ours or of VS Code', () => {
    for (const { title, command } of table.flatMap(([, { actions }]) => actions)) {
      expect(title).not.toBe('');
      if (command.startsWith('dockerOverlay.')) expect(commandList).toContain(command);
      else expect(vsCodeCommands).toContain(command);
    }
  });
});

test('every button can be drawn, with the icon of its command', () => {
  const actions = Object.values(explanations).flatMap((table) => table.flatMap(([, { actions }]) => actions));
  for (const action of actions) {
    expect([action.command, actionIcon(action)]).not.toEqual([action.command, 'lightbulb']);
    const icon = commandIcons.get(action.command);
    if (icon !== undefined) expect([action.command, actionIcon(action)]).toEqual([action.command, icon]);
  }
});

const texts: Readonly<Record<string, Row<string>[]>> = {
  problem: worded<Problem>(problems, explainProblem),
  warning: worded<Warning>(warnings, explainWarning),
  'piece of evidence': worded<Evidence>(evidence, explainEvidence),
};

describe.each(Object.keys(texts))('every %s', (name) => {
  const table = texts[name] ?? [];

  test.each(table)('%s says all it knows', (_kind, text, value) => {
    expect(isFilled(text)).toBe(true);
    for (const known of knownOf(value)) expect(text).toContain(known);
  });

  test('no two say the same', () => {
    expect(new Set(table.map(([, text]) => text)).size).toBe(table.length);
  });
});

const vsCodeCommands = ['workbench.action.openSettings', 'workbench.trust.manage', 'vscode.open'];

describe('a node that is not ready', () => {
  const given = {
    check: 'swarmNode',
    kind: 'nodeNotReady',
    subject: aboutMachine('m1'),
    manager: 'boss',
    message: 'm said',
  } as const;
  test('is told by whether its engine answers, and by what a new leader does not know yet', () => {
    const whats = [
      finding({ ...given, state: 'down', answers: true }),
      finding({ ...given, state: 'down', answers: false }),
      finding({ ...given, state: 'unknown', answers: true }),
    ].map((each) => sentence(explainFinding(each, english)));
    expect(whats).toEqual([
      'The manager boss reports machine m1 as down, although its engine answers. — m said. Check that it reaches the managers on port 2377, and restart its engine to make it try again. Its tasks have been started elsewhere.',
      'The manager boss also reports machine m1 as down. — m said. Its tasks start on other nodes where they fit. It takes part again once its engine runs.',
      'The manager boss does not know m1 yet. — m said. Wait a moment: after an election, a new leader needs a few seconds to hear from every node.',
    ]);
  });
});

test('conditions name the managers where these are to be reached', () => {
  const conditions = [
    { id: 'quorum', verdict: 'unknown', evidence: [{ kind: 'quorumUnknown', failure: undefined }] },
    {
      id: 'reach',
      verdict: 'fail',
      evidence: [
        { kind: 'nodeReady', machine: 'm1' },
        { kind: 'nodeNotReady', machine: 'm2', state: 'missing', message: '' },
      ],
    },
  ] as const;
  expect(conditionLines(conditions, english)).toBe(
    '○ Managers have a quorum: no manager queried yet\n✗ Every host reaches the managers: m2 is not a swarm node',
  );
  expect(conditionLines(conditions.slice(1), english)).toContain('Every host reaches the key-value store');
});

test('what a tool said is kept to its end, on one line', () => {
  expect(brief('first\n\n  second ')).toBe('first second');
  const long = `${'x'.repeat(1000)} the reason`;
  expect(brief(long)).toHaveLength(402);
  expect(brief(long).endsWith('the reason')).toBe(true);
});

test('only other programs’ words stand behind a dash', () => {
  expect(sentence(explainFinding(findings.incomplete, english))).not.toContain('—');
  const told = (why: string): string => sentence({ what: 'It failed', why, remedy: 'Try again.' });
  expect(told('It last answered at 10:04.')).toBe('It failed. It last answered at 10:04. Try again.');
  expect(told('上次应答时间：10:04。')).toBe('It failed. 上次应答时间：10:04。Try again.');
  expect(told('read ECONNRESET')).toBe('It failed. — read ECONNRESET. Try again.');
  expect(told('Error response from daemon:\nno such image')).toBe(
    'It failed. — Error response from daemon: no such image. Try again.',
  );
  // A daemon's whole sentences are its own, too.
  const leaderless = {
    kind: 'swarmWithoutLeader',
    address: 'x:2376',
    said: 'The swarm does not have a leader.',
  } as const;
  expect(sentence(explainFailure(leaderless, english))).toContain(' — The swarm does not have a leader. ');
});

test('when it last answered is a sentence of its own behind what its engine said', () => {
  const failure: Failure = { kind: 'notDocker', address: 'x:2376', said: 'bad header' };
  const since = new Date(2026, 0, 1, 10, 4);
  expect(explainFinding({ ...findings.engineDown, cause: failure, since }, english).why).toMatch(
    /^bad header\. It last answered at /,
  );
});

test('a failed create names the machine, the stage, the cause and the leftover', () => {
  expect(sentence(explainFailure(failures.createFailed, english))).toBe(
    'Machine made-7 was not created: docker-machine failed while waiting for SSH. Nothing is listening at 10.9.9.9:2376: the connection was refused. An incomplete record of made-7 is left in the machine store. Fix the cause, then bring the cluster up again to recreate it.',
  );
});

test('a secret does not stand in any text: only its name does', () => {
  expect(whole(explainFailure(failures.secretMissing, english))).toContain('TOKEN');
});

describe('what looks alike is called differently', () => {
  const short = (failure: Failure): string => explainFailure(failure, english).short;

  test('an engine that hangs, and a host that is gone', () => {
    const silent = { kind: 'engineSilent', address: 'a:2376', after: 5000 } as const;
    expect(short({ ...silent, connected: true })).toBe('engine does not answer');
    expect(short({ ...silent, connected: false })).toBe('host does not answer');
  });

  test.each([
    ['[fe80::1]:2376', true],
    ['[fe80::215:5dff:fe00:402%eth0]:2376', true],
    ['[FEBF::1%12]:2376', true],
    ['[fec0::1]:2376', false],
    ['[fd00::fe80]:2376', false],
    ['fe80.example:2376', false],
  ])('a link-local address, and any other: %s', (address, isLinkLocal) => {
    const silent = { kind: 'engineSilent', address, after: 5000, connected: false } as const;
    for (const failure of [silent, { kind: 'engineUnreachable', address, said: 'EINVAL' } as const]) {
      const { remedy } = explainFailure(failure, english);
      expect(remedy.includes('needs an IPv4 address or an interface')).toBe(isLinkLocal);
    }
  });

  test('a full disk, and any other error of an engine', () => {
    const error = { kind: 'engineError', address: 'a:2376', status: 500 } as const;
    expect(short({ ...error, said: 'write /var/lib/docker/tmp/x: no space left on device' })).toBe('disk is full');
    expect(short({ ...error, said: 'no such image' })).toBe('engine reports an error');
  });
});

test('a node that its manager knows by a former engine ID is not told to be waited for', () => {
  const error =
    'Engine (ID: A|10.0.0.4:2376, Addr: 10.0.0.4:2376) shows up with another ID:B|10.0.0.4:2376. Please remove it from cluster, it can be added back.';
  const told = (said: string | undefined): string =>
    explainFinding({ ...findings.managerSays, error: said }, english).remedy;
  expect(told(error)).toContain('Restart the container swarm-agent-master on boss');
  expect(told('(none)')).toContain('up to a minute');
});

test('where a host has moved the first button recreates its agent', () => {
  const remedies = [onMachine('recreateAgent', 'm90')];
  const { what, remedy, actions } = explainFinding({ ...findings.nodeMoved, remedies }, english);
  expect(what).toBe('The manager m91 expects m90 at 10.9.9.90:2376, but it is at 10.9.9.91:2376 now.');
  expect(remedy).toContain('advertises 10.9.9.91:2376');
  expect(actions[0]).toMatchObject({ command: 'dockerOverlay.recreateAgent', args: [{ machine: 'm90' }] });
});
