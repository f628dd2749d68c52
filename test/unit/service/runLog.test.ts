// What the log says of a run.
import { expect, test } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import type { StepEvent } from '../../../src/model/runEvents.ts';
import { logRunEvent } from '../../../src/service/runLog.ts';
import { noon } from '../samples.ts';

test('every event is one line of the log, and what went wrong a warning', () => {
  const events: readonly StepEvent[] = [
    { kind: 'waiting', step: 's', behind: 'r', at: noon },
    { kind: 'began', step: 's', at: noon },
    { kind: 'stage', step: 's', stage: 'swarm', at: noon },
    { kind: 'said', step: 's', line: 'hello', at: noon },
    { kind: 'done', step: 's', at: noon },
    { kind: 'failed', step: 's', failure: { kind: 'engineRefused', address: 'x' }, at: noon },
    { kind: 'skipped', step: 's', because: 'r', at: noon },
  ];
  const lines: string[] = [];
  const log = {
    ...silentLog,
    info: (line: string) => void lines.push(`info ${line}`),
    warn: (line: string) => void lines.push(`warn ${line}`),
  };
  for (const event of events) logRunEvent(event, log);
  expect(lines).toEqual([
    'info s: waits for r, which another window creates',
    'info s: began',
    'info s: stage swarm',
    'info s: hello',
    'info s: done',
    'warn s: failed, {"kind":"engineRefused","address":"x"}',
    'warn s: left out because of r',
  ]);
});
