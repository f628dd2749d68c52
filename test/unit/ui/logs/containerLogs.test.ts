// A container's log in its channel: one that stays empty says why.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ok } from '../../../../src/base/result.ts';
import type { Outcome } from '../../../../src/model/failure.ts';
import type { ContainerService } from '../../../../src/service/actions.ts';

const { channel } = vi.hoisted(() => ({ channel: { text: '' } }));

vi.mock('vscode', () => ({
  l10n: { t: (message: string, value: string) => message.replace('{0}', value) },
  window: {
    createOutputChannel: () => ({
      append: (text: string) => (channel.text += text),
      appendLine: (text: string) => (channel.text += `${text}\n`),
      clear: () => (channel.text = ''),
      show: () => undefined,
      dispose: () => undefined,
    }),
  },
}));

const { ContainerLogs } = await import('../../../../src/ui/logs/containerLogs.ts');

beforeEach(() => {
  vi.useFakeTimers();
  channel.text = '';
});
afterEach(() => vi.useRealTimers());

/** The log of c1, which writes and ends as it is told. */
async function follow(
  first?: string,
  isOpen = true,
): Promise<{ write: (text: string) => void; end: () => void; close: () => void }> {
  let write: (text: string) => void = () => undefined;
  let end: () => void = () => undefined;
  const followLog: ContainerService['followLog'] = async (_place, _lines, { onOpened, onText }) => {
    if (isOpen) onOpened?.();
    write = (text) => void onText(text);
    if (first !== undefined) write(first);
    return new Promise<Outcome<void>>((resolve) => {
      end = () => {
        resolve(ok(undefined));
      };
    });
  };
  const containers = { followLog } as Partial<ContainerService> as ContainerService;
  const logs = new ContainerLogs(
    () => containers,
    () => Promise.resolve(''),
    () => undefined,
  );
  const showing = logs.show({ machine: 'm1', container: 'c1' });
  await vi.advanceTimersByTimeAsync(1500);
  await showing;
  return { write, end, close: () => logs.dispose() };
}
const later = (): Promise<unknown> => vi.advanceTimersByTimeAsync(10_000);

test('a log without a line says so after a while, and goes on', async () => {
  const { write } = await follow();
  expect(channel.text).toBe('');
  await later();
  expect(channel.text).toBe('— No output from c1 yet\n');
  write('up\n');
  await later();
  expect(channel.text).toBe('— No output from c1 yet\nup\n');
});

test('nothing is said where something was written, nor of one that ended or was closed', async () => {
  await follow('up\n');
  await later();
  expect(channel.text).toBe('up\n');

  const { end } = await follow();
  end();
  await later();
  expect(channel.text).toBe('\n— c1 has exited.\n');

  // An engine that does not answer has said nothing of the log.
  await follow(undefined, false);
  await later();
  expect(channel.text).toBe('');

  const { close } = await follow();
  close();
  await later();
  expect(channel.text).toBe('');
});
