// One list of overlay networks out of what managers, engines and the key-value store say of them.
import { describe, expect, test } from 'vitest';
import { mergeOverlays, type OverlayWitness, type PlacedContainer } from '../../../src/cluster/overlays.ts';
import type { OverlayRecord } from '../../../src/model/keyValueStore.ts';
import type { Endpoint, OverlayNetwork } from '../../../src/model/network.ts';
import { lastOf, type Seen } from '../../../src/model/seen.ts';
import { container, failed, noon, overlay, seen } from '../samples.ts';

const none = new Map<string, OverlayRecord>();
const endpoint = (name: string, address: string, wanted: Partial<Endpoint> = {}): Endpoint => ({
  containerId: `id-${name}`,
  container: name,
  address,
  macAddress: '02:42',
  machine: undefined,
  ...wanted,
});
const manager = (overlays: Seen<readonly OverlayNetwork[]>): OverlayWitness => ({ machine: undefined, overlays });
const engine = (machine: string, overlays: Seen<readonly OverlayNetwork[]>): OverlayWitness => ({ machine, overlays });
const on = (machine: string, name: string, address = '', state = 'running'): PlacedContainer => ({
  machine,
  container: container(name, { state, networks: { net: { networkId: 'id-net', address } } }),
});
/** `net: c1 10.0.0.2 @m1` */
const text = (networks: Seen<readonly OverlayNetwork[]>): string[] =>
  (lastOf(networks)?.value ?? []).map(
    ({ name, endpoints }) =>
      `${name}: ${endpoints.map((each) => `${each.container} ${each.address} @${each.machine ?? '?'}`).join(', ')}`,
  );
const gone = { kind: 'engineRefused', address: '10.0.0.1:2376' } as const;

test('nobody asked is waiting', () => {
  expect(mergeOverlays([], none, [])).toEqual({ state: 'waiting', last: undefined });
});

test('by name, then by id', () => {
  const said = seen([overlay('b'), overlay('a', { id: '2' }), overlay('a', { id: '1' })]);
  expect(lastOf(mergeOverlays([manager(said)], none, []))?.value.map(({ id }) => id)).toEqual(['1', '2', 'id-b']);
});

describe('endpoints', () => {
  test("of a manager are placed by the engines' containers", () => {
    const said = seen([overlay('net', { endpoints: [endpoint('c1', '10.0.0.2'), endpoint('c9', '10.0.0.9')] })]);
    expect(text(mergeOverlays([manager(said)], none, [on('m1', 'c1', '10.0.0.2')]))).toEqual([
      'net: c1 10.0.0.2 @m1, c9 10.0.0.9 @?',
    ]);
  });

  test('of several engines are put together, each from where it is at home', () => {
    const abroad = (name: string, address: string): Endpoint => endpoint(name, address, { containerId: `ep-${name}` });
    const one = seen([overlay('net', { endpoints: [abroad('c2', '10.0.0.3'), endpoint('c1', '10.0.0.2')] })]);
    const two = seen([overlay('net', { endpoints: [abroad('c1', '10.0.0.2'), endpoint('c2', '10.0.0.3')] })]);
    const merged = mergeOverlays([engine('m1', one), engine('m2', two)], none, []);
    expect(text(merged)).toEqual(['net: c1 10.0.0.2 @m1, c2 10.0.0.3 @m2']);
    expect(lastOf(merged)?.value[0]?.endpoints.map(({ containerId }) => containerId)).toEqual(['id-c1', 'id-c2']);
  });

  test.each(['ep-c2', ''])('that only somebody abroad knows, as %j, have no place', (containerId) => {
    const one = seen([overlay('net', { endpoints: [endpoint('c2', '10.0.0.3', { containerId })] })]);
    expect(text(mergeOverlays([engine('m1', one)], none, []))).toEqual(['net: c2 10.0.0.3 @?']);
  });

  test('are running containers, whoever forgot them, and each stands once', () => {
    const said = seen([overlay('net', { endpoints: [endpoint('c1', '10.0.0.2')] })]);
    const containers = [on('m1', 'c1', '10.0.0.2'), on('m2', 'c2', '10.0.0.3'), on('m2', 'c3', '', 'exited')];
    expect(text(mergeOverlays([manager(said)], none, containers))).toEqual(['net: c1 10.0.0.2 @m1, c2 10.0.0.3 @m2']);
  });
});

describe('somebody silent', () => {
  const one = [overlay('net', { endpoints: [endpoint('c1', '10.0.0.2')] })];
  test('adds the endpoints that it last had', () => {
    const two = seen([overlay('net', { endpoints: [endpoint('c2', '10.0.0.3')] })]);
    const merged = mergeOverlays([engine('m1', failed(gone, one)), engine('m2', two)], none, []);
    expect(merged.state).toBe('seen');
    expect(text(merged)).toEqual(['net: c1 10.0.0.2 @m1, c2 10.0.0.3 @m2']);
  });
  test('does not keep a network that the others do not know', () => {
    expect(text(mergeOverlays([engine('m1', failed(gone, one)), engine('m2', seen([]))], none, []))).toEqual([]);
  });
  test('and nobody else: what was last known, with why', () => {
    expect(mergeOverlays([engine('m1', failed(gone, one))], none, [])).toMatchObject({
      state: 'failed',
      failure: gone,
      last: { at: noon, value: [{ name: 'net' }] },
    });
    expect(mergeOverlays([engine('m1', failed(gone))], none, [])).toMatchObject({ state: 'failed', last: undefined });
  });
});

describe('engines that know their own part only', () => {
  const some = (machine: string, overlays: Seen<readonly OverlayNetwork[]>): OverlayWitness => ({
    ...engine(machine, overlays),
    isPartial: true,
  });
  const told = [overlay('net'), overlay('idle')];
  const part = seen([overlay('net', { endpoints: [endpoint('c1', '10.0.0.2')] }), overlay('new')]);
  test('add endpoints, but no networks, beside who knows all', () => {
    const merged = mergeOverlays([manager(seen(told)), some('m1', part)], none, []);
    expect(merged.state).toBe('seen');
    expect(text(merged)).toEqual(['idle: ', 'net: c1 10.0.0.2 @m1']);
  });
  test('do not make a whole of it without: what was last told stays beside theirs, with why', () => {
    const merged = mergeOverlays([manager(failed(gone, told)), some('m1', part)], none, []);
    expect(merged).toMatchObject({ state: 'failed', failure: gone });
    expect(text(merged)).toEqual(['idle: ', 'net: c1 10.0.0.2 @m1', 'new: ']);
  });
  test('show what they know where nobody ever told all', () => {
    const merged = mergeOverlays([manager(failed(gone)), some('m1', part)], none, []);
    expect(merged).toMatchObject({ state: 'failed', failure: gone });
    expect(text(merged)).toEqual(['net: c1 10.0.0.2 @m1', 'new: ']);
  });
});

describe('the store', () => {
  const said = seen([overlay('net')]);
  test('tells VXLAN ids and the MTU', () => {
    const records = new Map([
      [
        'id-net',
        {
          subnets: [
            { subnet: '10.0.0.0/24', vni: 256 },
            { subnet: '10.0.1.0/24', vni: 0 },
          ],
          mtu: 1400,
        },
      ],
    ]);
    expect(lastOf(mergeOverlays([manager(said)], records, []))?.value[0]).toMatchObject({ vnis: [256], mtu: 1400 });
  });
  test('and what it does not know stays as it was said', () => {
    const known = seen([overlay('net', { vnis: [7], mtu: 9000 })]);
    const records = new Map([['id-net', { subnets: [{ subnet: 'x', vni: 0 }], mtu: undefined }]]);
    expect(lastOf(mergeOverlays([manager(known)], records, []))?.value[0]).toMatchObject({ vnis: [7], mtu: 9000 });
  });
});
