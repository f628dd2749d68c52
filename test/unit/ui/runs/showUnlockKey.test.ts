// The key of an autolocked swarm: shown once the swarm stands, once only, and to somebody who is there.
import { beforeEach, expect, test, vi } from 'vitest';
import { err, ok } from '../../../../src/base/result.ts';
import type { Failure, Outcome } from '../../../../src/model/failure.ts';
import type { Snapshot } from '../../../../src/model/snapshot.ts';
import type { Shell } from '../../../../src/ui/shell.ts';
import type { SwarmSettings } from '../../../../src/model/engine.ts';
import { seen, snapshot } from '../../samples.ts';
import { swarmEngine, swarmId, wellSwarm } from '../../swarms.ts';

/** Messages that were shown, whether they hold everything up, and the button that is pressed on each. */
const { messages, clipboard, buttons } = vi.hoisted(() => ({
  messages: [] as { readonly text: string; readonly isModal: boolean }[],
  clipboard: [] as string[],
  buttons: [] as (string | undefined)[],
}));

vi.mock('vscode', () => ({
  l10n: {
    t: (message: string, ...values: readonly unknown[]) =>
      message.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)])),
  },
  env: { clipboard: { writeText: async (text: string) => void clipboard.push(text) } },
  window: {
    showWarningMessage: async (text: string, ...rest: readonly (string | { detail: string })[]) => {
      const options = rest.find((each) => typeof each === 'object');
      messages.push({ text: [text, options?.detail].filter(Boolean).join('\n'), isModal: options !== undefined });
      return buttons.shift();
    },
  },
}));

const { showUnlockKey } = await import('../../../../src/ui/runs/showUnlockKey.ts');
const { ShownKeys } = await import('../../../../src/ui/runs/shownKeys.ts');

const secret = 'SWMKEY-1-secret';

beforeEach(() => {
  for (const list of [messages, clipboard, buttons]) list.length = 0;
});

/** A cluster that stands, its swarm locked or not; managers that are named here are locked out themselves. */
function picture(isAutolocked: boolean, lockedOut: readonly string[] = []): Snapshot {
  const { machines, cluster } = wellSwarm();
  const settings = { isAutolocked } as SwarmSettings;
  return snapshot(
    machines.map((each) => {
      const isOut = lockedOut.includes(each.name);
      const own = isOut ? ({ state: 'locked', settings: undefined } as const) : { settings };
      return { ...each, engine: seen({ engine: swarmEngine(each.name, own), containers: [] }) };
    }),
    [cluster],
  );
}

function shellOn(seenNow: Snapshot, key: Outcome<string> = ok(secret)) {
  const kept = new Map<string, unknown>();
  const asked: string[] = [];
  const memory = {
    get: <T>(name: string, otherwise: T): T => (kept.has(name) ? (kept.get(name) as T) : otherwise),
    update: async (name: string, value: unknown) => void kept.set(name, value),
  };
  const current = {
    clusters: { snapshot: seenNow },
    runs: {
      unlockKey: async (machine: string) => (asked.push(machine), key),
    },
  } as unknown as Shell['current'];
  return { shell: { current, shownKeys: new ShownKeys(memory) }, asked, kept };
}

test('is shown to whoever brought the cluster up, and copied', async () => {
  buttons.push('Copy');
  const { shell, asked } = shellOn(picture(true));
  await showUnlockKey(shell, 'cloud');
  expect(messages).toEqual([{ text: expect.stringContaining(secret) as string, isModal: true }]);
  expect(clipboard).toEqual([secret]);
  expect(asked).toEqual(['m1']);
});

test('is shown once, by whichever run comes first to its end, and kept nowhere', async () => {
  const { shell, kept } = shellOn(picture(true));
  await showUnlockKey(shell, 'cloud');
  await showUnlockKey(shell, 'cloud');
  expect(messages).toHaveLength(1);
  expect(clipboard).toEqual([]);
  const all = JSON.stringify([...kept]);
  expect(all).toContain(swarmId);
  expect(all).not.toContain(secret);
});

test('is asked of a manager that is not locked itself', async () => {
  const { shell, asked } = shellOn(picture(true, ['m1']));
  await showUnlockKey(shell, 'cloud');
  expect(asked).toEqual(['m2']);
});

test.each([
  ['a swarm without a lock', picture(false)],
  ['a run that was rolled back: its cluster is gone', snapshot([])],
])('says nothing of %s', async (_, seenNow) => {
  const { shell, asked } = shellOn(seenNow);
  await showUnlockKey(shell, 'cloud');
  expect([messages, asked]).toEqual([[], []]);
});

test('that cannot be read says why and how to get it, and is shown the next time', async () => {
  const refused: Failure = { kind: 'engineRefused', address: '10.0.0.1:2376' };
  const { shell, kept } = shellOn(picture(true), err(refused));
  await showUnlockKey(shell, 'cloud');
  expect(messages[0]?.text).toMatch(/could not be read: .*10\.0\.0\.1:2376.*docker swarm unlock-key/s);
  expect(kept.size).toBe(0);
});
