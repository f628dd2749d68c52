// The pieces that a cluster file and its defaults are made of.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultImages, isPinned } from '../../../src/model/images.ts';
import { isSecret } from '../../../src/model/secretOptions.ts';
import { findStoreContainer } from '../../../src/model/findStoreContainer.ts';
import { storeContainer } from '../../../src/model/storeContainer.ts';
import { isUsableIn, overlap, parseAddress, parseSubnet } from '../../../src/model/subnet.ts';
import { container } from '../samples.ts';

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'));

describe('images', () => {
  test('the settings have the same defaults', () => {
    const manifest = read('package.json') as {
      contributes: { configuration: { properties: Record<string, { default: unknown }> } };
    };
    const { properties } = manifest.contributes.configuration;
    for (const [purpose, image] of Object.entries(defaultImages)) {
      expect(properties[`dockerOverlay.images.${purpose}`]?.default).toBe(image);
      expect(isPinned(image)).toBe(true);
    }
  });

  test.each([
    ['consul', false],
    ['consul:latest', false],
    ['localhost:5000/consul', false],
    ['localhost:5000/consul:1.2', true],
    ['consul@sha256:abc', true],
  ])('%s is pinned: %s', (image, pinned) => {
    expect(isPinned(image)).toBe(pinned);
  });
});

describe('subnets', () => {
  test.each([
    '',
    '10.0.0.0',
    '10.0.0.0/',
    '10.0.0.0/31',
    '10.0.0.0/0',
    '10.0.0.1/24',
    '010.0.0.0/8',
    '300.0.0.0/8',
    'x/8',
    '::/64',
  ])('%j is none', (text) => {
    expect(parseSubnet(text)).toBeUndefined();
  });

  test('hold what lies between their ends', () => {
    const subnet = parseSubnet('10.10.0.0/24')!;
    const usable = (address: string): boolean => isUsableIn(subnet, parseAddress(address)!);
    expect(['10.10.0.1', '10.10.0.254'].every(usable)).toBe(true);
    expect(['10.10.0.0', '10.10.0.255', '10.9.255.255', '10.10.1.0', '255.255.255.255'].some(usable)).toBe(false);
  });

  test('overlap in both directions or in none, and only with a common address', () => {
    const subnets = fc.tuple(fc.nat(2 ** 24), fc.integer({ min: 1, max: 30 })).map(([at, bits]) => {
      const size = 2 ** (32 - bits);
      return { first: Math.floor((at * 256) / size) * size, bits };
    });
    fc.assert(
      fc.property(subnets, subnets, (a, b) => {
        const last = ({ first, bits }: typeof a): number => first + 2 ** (32 - bits) - 1;
        const common = Math.max(a.first, b.first) <= Math.min(last(a), last(b));
        expect([overlap(a, b), overlap(b, a)]).toEqual([common, common]);
      }),
    );
  });
});

describe("the store's container", () => {
  test('is found by its label first, then by its image', () => {
    const ours = container('dockeroverlay-consul', { labels: storeContainer('consul', 'x', 'demo').labels });
    const script = container('hopeful_bohr', { image: 'progrium/consul' });
    expect(findStoreContainer([script, ours], 'consul')).toBe(ours);
    expect(findStoreContainer([container('c', { image: 'busybox' }), script], 'consul')).toBe(script);
    expect(findStoreContainer([script], 'etcd')).toBeUndefined();
    for (const type of ['consul', 'etcd', 'zookeeper'] as const) {
      expect(findStoreContainer([container('x', { image: defaultImages[type] })], type)).toBeDefined();
    }
    // Tools that only speak to consul are no stores.
    expect(findStoreContainer([container('x', { image: 'gliderlabs/consul-template:1' })], 'consul')).toBeUndefined();
  });
});

test('keys of the file that hold a path or a name are no secrets', () => {
  expect(['generic-ssh-key', 'amazonec2-keypair-name', 'google-project', 'azure-client-id'].some(isSecret)).toBe(false);
  expect(['exoscale-api-secret-key', 'x-token', 'x-password', 'x-access-key'].every(isSecret)).toBe(true);
});
