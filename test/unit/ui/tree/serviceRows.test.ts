// Services and their tasks as rows.
import { describe, expect, test } from 'vitest';
import { failedTask, serviceBody, taskBody, type Answers, type SwarmWorld } from '../../swarmSamples.ts';
import { allRows } from './drawn.ts';
import { picture, rich, rowOf } from './swarmPicture.ts';

describe('tasks', () => {
  const only = (tasks: Answers['tasks'], replicas = 1): SwarmWorld =>
    rich({ services: [serviceBody('web', { Spec: { Mode: { Replicated: { Replicas: replicas } } } })], tasks });
  const lines = (world: SwarmWorld): string[] =>
    allRows(picture(world))
      .filter(({ context }) => context[0] === 'task')
      .map(({ label, description }) => `${label}  ${description}`);

  test('of one slot show as the one that counts', () => {
    expect(
      lines(
        only([
          failedTask('web', 1, 'm1', 10, 'old'),
          failedTask('web', 1, 'm1', 20, 'older news'),
          taskBody('web', 1, 'm2', 'running', 30),
        ]),
      ),
    ).toEqual(['web.1  running · m2']);
  });

  test('of slots that are gone, or were replaced, are history', () => {
    const gone = { DesiredState: 'shutdown' };
    expect(lines(only([taskBody('web', 1, 'm1', 'running'), taskBody('web', 2, 'm2', 'shutdown', 9, gone)]))).toEqual([
      'web.1  running · m1',
    ]);
  });

  test('that failed and are not started again stay in sight', () => {
    const world = only([failedTask('web', 1, 'm1', 10, 'task: non-zero exit (1)')]);
    expect(lines(world)).toEqual(['web.1  failed · m1 · task: non-zero exit (1)']);
    expect(rowOf(world, 'service/web')).toMatchObject({
      description: '0/1 · busybox:latest',
      icon: { name: 'server-process', color: 'problemsErrorIcon.foreground' },
    });
  });

  test('that find no node say why', () => {
    const Err = 'no suitable node (scheduling constraints not satisfied on 5 nodes)';
    const world = only([taskBody('web', 1, '', 'pending', 0, { Status: { Err } })]);
    expect(lines(world)).toEqual([`web.1  pending · ${Err}`]);
    expect(rowOf(world, 'service/web').tooltip?.problems).toEqual([{ what: '0 of 1 running', why: Err, remedy: '' }]);
  });

  test('keep the last failure in the tooltip while they run', () => {
    const row = rowOf(rich(), 'service/web/task/web.3.40');
    expect(Object.fromEntries(row.tooltip?.facts ?? [])['Last failure']).toContain('task: non-zero exit (137)');
  });
});

describe('a service', () => {
  test.each([
    ['updating', 'updating', 'charts.green', 'sync'],
    ['paused', 'update paused', 'dockerOverlay.degraded', 'server-process'],
    ['completed', undefined, 'charts.green', 'server-process'],
    ['rollback_started', 'rolling back', 'charts.green', 'sync'],
    ['rollback_paused', 'rollback paused', 'dockerOverlay.degraded', 'server-process'],
    ['rollback_completed', 'rolled back', 'charts.green', 'server-process'],
    ['something_new', 'something_new', 'charts.green', 'server-process'],
  ])('whose update is %s', (State, words, color, name) => {
    const services = [
      serviceBody('web', { Spec: { Mode: { Replicated: { Replicas: 1 } } }, UpdateStatus: { State, Message: 'why' } }),
    ];
    const row = rowOf(rich({ services, tasks: [taskBody('web', 1, 'm1', 'running')] }), 'service/web');
    expect(row.description).toBe(['1/1 · busybox:latest', words].filter(Boolean).join(' · '));
    expect(row.icon).toEqual({ name, color });
    expect(Object.fromEntries(row.tooltip?.facts ?? [])['Update']).toBe([words, 'why'].filter(Boolean).join(': '));
  });

  test('tells ports, networks by name, and its stack in its tooltip', () => {
    expect(Object.fromEntries(rowOf(rich(), 'service/web').tooltip?.facts ?? [])).toMatchObject({
      Mode: 'replicated',
      Tasks: '3 of 3 running',
      Ports: '8080:80/tcp',
      Networks: 'my-net',
    });
    const { tooltip } = rowOf(rich(), 'service/shop_db');
    expect(tooltip?.facts).toContainEqual(['Stack', 'shop']);
    expect(tooltip?.problems).toEqual([{ what: '0 of 1 running', why: 'down: m3', remedy: '' }]);
    expect(rowOf(rich(), 'service/nightly').spoken).toBe('Service nightly, 1 of 2 complete, job, busybox:latest');
  });
});
