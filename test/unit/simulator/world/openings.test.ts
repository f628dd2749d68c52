/** What servers say once they are started: a log that people look at has something in it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { requireContainer } from '../../../../src/simulator/world/containers.ts';
import { HandWorld } from '../handWorld.ts';

let hand: HandWorld;
beforeEach(async () => {
  hand = new HandWorld();
  await hand.machine(['create', '-d', 'virtualbox', 'n1']);
});
afterEach(() => {
  hand.remove();
});

const logOf = async (given: string): Promise<string[]> => {
  await hand.machine(['ssh', 'n1', `docker run -d --name c ${given}`]);
  return requireContainer(hand.host('n1'), 'c').log.map(({ text }) => text);
};

test.each(['nginx:1.27', 'nginx', 'library/nginx@sha256:abc'])('%s says that it starts, and when', async (image) => {
  const lines = await logOf(image);
  expect(lines).toHaveLength(5);
  for (const line of lines) expect(line).toMatch(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[notice] 1#1: \S/);
  expect(lines.at(-2)).toContain('start worker processes');
});

test('another program in its image says what that says', async () => {
  expect(await logOf('nginx:1.27 echo hello')).toEqual(['hello']);
});

test('a program that nobody knows is silent', async () => {
  expect(await logOf('my-nginx-exporter')).toEqual([]);
});
