/** What containers of services are called in a row. */
import { describe, expect, test } from 'vitest';
import { containerLabel, endpointLabel } from '../../../src/model/taskContainer.ts';

const task = 'tpfbdz7d29ht9g29309oodlcw';
const node = 'l67l6urtidtw474mumj5e69fp';

describe('by its name alone', () => {
  test.each([
    [`web.1.${task}`, 'web.1'],
    [`shop_front.12.${task}`, 'shop_front.12'],
    // Old engines let services have points in their names.
    [`team.web.3.${task}`, 'team.web.3'],
    [`agent.${node}.${task}`, 'agent.l67l6urtidtw'],
  ])('%s is %s', (name, label) => {
    expect(endpointLabel(name)).toBe(label);
  });

  test.each([
    'c1',
    'web.1',
    `web.${task}`,
    `.1.${task}`,
    `web.one.${task}`,
    `web.1.${task}x`,
    `web.1.${task.slice(1)}`,
    `web.1.${task.toUpperCase()}`,
    `web.1.${task}.old`,
  ])('%s is itself', (name) => {
    expect(endpointLabel(name)).toBe(name);
  });
});

describe('by its labels', () => {
  const name = `web.1.${task}`;
  const labels = { 'com.docker.swarm.service.name': 'web', 'com.docker.swarm.task.name': name };

  test('that say it is a task’s', () => {
    expect(containerLabel({ name, labels })).toBe('web.1');
  });

  test('that say nothing, or of another: it is called so by somebody', () => {
    expect(containerLabel({ name, labels: {} })).toBe(name);
    expect(containerLabel({ name: 'kept', labels })).toBe('kept');
    expect(containerLabel({ name, labels: { 'com.docker.swarm.task.name': name } })).toBe(name);
  });
});
