// A service's log in a terminal: one that stays empty says why.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Outcome } from '../../../../src/model/failure.ts';
import type { ServiceLogListener, SwarmService } from '../../../../src/service/services.ts';
import type { Log } from '../../../../src/base/log.ts';

vi.mock('vscode', () => ({
  l10n: { t: (message: string, ...values: string[]) => message.replace('{0}', values[0] ?? '') },
  EventEmitter: class {
    #listener: (text: string) => void = () => undefined;
    event = (listener: (text: string) => void): void => void (this.#listener = listener);
    fire = (text: string): void => this.#listener(text);
    dispose = (): void => undefined;
  },
}));

const { LogTerminal } = await import('../../../../src/ui/logs/logTerminal.ts');

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function open(): { readonly listener: ServiceLogListener; readonly shown: () => string } {
  let listener: ServiceLogListener | undefined;
  const swarms = {
    followLog: (_cluster: string, _service: string, given: ServiceLogListener) => {
      listener = given;
      return new Promise<Outcome<void>>(() => undefined);
    },
  } as Partial<SwarmService> as SwarmService;
  const terminal = new LogTerminal({ swarms }, 'cloud', 'web', {} as Log);
  let shown = '';
  terminal.onDidWrite((text) => (shown += text));
  terminal.open();
  if (!listener) throw new Error('nothing is followed');
  return { listener, shown: () => shown };
}
const later = (): Promise<unknown> => vi.advanceTimersByTimeAsync(10_000);
const nothing = 'No output from web yet';

test('a log without a line says so after a while', async () => {
  const { listener, shown } = open();
  listener.onConnected('m1');
  expect(shown()).not.toContain(nothing);
  await later();
  expect(shown()).toContain(nothing);
});

test('it is not said once there were lines, whoever is connected to then', async () => {
  const { listener, shown } = open();
  listener.onConnected('m1');
  listener.onLine({ at: '2024-01-01T00:00:00Z', task: 'web.1', stream: 'stdout', text: 'up' });
  listener.onLost({ kind: 'engineReset', address: '10.0.0.1:2376' });
  listener.onConnected('m2');
  await later();
  expect(shown()).not.toContain(nothing);
});
