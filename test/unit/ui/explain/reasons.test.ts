// Why something did not come to be, when the reason is a failure of its own: in a person's words and language, never by its kind.
import { expect, test } from 'vitest';
import { english, type Translate } from '../../../../src/base/text.ts';
import type { Failure } from '../../../../src/model/failure.ts';
import { explainFailure } from '../../../../src/ui/explain/explainFailure.ts';

const refused: Failure = { kind: 'engineRefused', address: '10.0.0.2:3376' };
/** Says what was looked up, and in which words that is not what was said. */
const shouting: Translate = (text, ...values) => english(text, ...values).toUpperCase();

test('nodes that nobody tells of: what was met by who asked', () => {
  const failure: Failure = {
    kind: 'nodesMissing',
    manager: 'm',
    wanted: 2,
    healthy: 0,
    missing: [
      { machine: 'm', why: 'the manager does not answer', cause: refused, engine: undefined },
      { machine: 'n', why: 'Pending: ID duplicated', engine: undefined },
    ],
  };
  expect(explainFailure(failure, english).why).toBe(
    'm: the manager does not answer (engine refuses connections); n: Pending: ID duplicated',
  );
  expect(explainFailure(failure, shouting).why).toContain('(ENGINE REFUSES CONNECTIONS)');
});

test.each<readonly [Failure, string]>([
  [refused, 'The connection was refused.'],
  [{ kind: 'engineSilent', address: 'x', after: 5000, connected: false }, 'No response within 5 s.'],
  [{ kind: 'engineUnreachable', address: 'x', said: 'getaddrinfo ENOTFOUND nas' }, 'getaddrinfo ENOTFOUND nas'],
  [{ kind: 'engineReset', address: 'x' }, 'connection lost'],
])('a host whose SSH port met %j', (cause, words) => {
  const failure: Failure = { kind: 'hostUnreachable', machine: 'n', address: '10.0.0.2:22', cause };
  expect(explainFailure(failure, english).why).toBe(words);
});
