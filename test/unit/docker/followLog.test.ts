/** The log of a service, followed through the door of one of its managers. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { LogListener } from '../../../src/docker/engineStreams.ts';
import { eventually } from './eventually.ts';
import { message, swarmServer } from './swarmServer.ts';

vi.setConfig({ testTimeout: 60_000 });

const { serve, requests } = swarmServer();

describe('the log of a service', () => {
  const heard = (): { readonly events: string[]; readonly listener: LogListener } => {
    const events: string[] = [];
    return {
      events,
      listener: {
        onOpen: () => events.push('open'),
        onLine: ({ taskId, text }) => events.push(`${taskId.slice(0, 4)} ${text}`),
        onOver: ({ kind }) => events.push(kind),
      },
    };
  };

  test('is followed line by line, to its end', async () => {
    const log = readFileSync(path.join(import.meta.dirname, '../../records/engine26/service-log.bin'));
    const door = await serve({ 'GET /services/s1/logs': log.toString('latin1') });
    const { events, listener } = heard();
    door.followLog('s1', { tail: 7 }, listener);
    await eventually(() => events.at(-1)).toBe('engineReset');
    expect(events.slice(0, 4)).toEqual(['open', 'l19m out 7', 'l19m err 7', 'tmo5 out 7']);
    expect(requests()).toEqual([
      'GET /services/s1/logs?follow=true&stdout=true&stderr=true&details=true&timestamps=true&tail=7',
    ]);
  });

  test.each([
    [[404, '{"message":"service s1 not found"}'] as const, 'engineError'],
    [message('The swarm does not have a leader.'), 'swarmWithoutLeader'],
  ])('cannot be opened: %s', async (answer, kind) => {
    const door = await serve({ 'GET /services/s1/logs': answer });
    const { events, listener } = heard();
    door.followLog('s1', { tail: 7 }, listener);
    await eventually(() => events).toEqual([kind]);
  });

  test('is not told any more once nobody reads it', async () => {
    const door = await serve({ 'GET /services/s1/logs': '' });
    const { events, listener } = heard();
    door.followLog('s1', { tail: 7 }, listener).dispose();
    const other = heard();
    door.followLog('s1', { tail: 7 }, other.listener);
    await eventually(() => other.events).toEqual(['open', 'engineReset']);
    expect(events).toEqual([]);
  });

  test('goes on although its listener fails', async () => {
    const log = readFileSync(path.join(import.meta.dirname, '../../records/engine26/service-log.bin'));
    const door = await serve({ 'GET /services/s1/logs': log.toString('latin1') });
    const { events, listener } = heard();
    const failing = (): never => {
      throw new Error('a listener’s own mistake');
    };
    door.followLog('s1', { tail: 7 }, { ...listener, onLine: failing });
    await eventually(() => events).toEqual(['open', 'engineReset']);
  });
});
