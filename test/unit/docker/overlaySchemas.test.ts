/** Overlay networks as the readers make them of what engines and managers answer. */
import { describe, expect, test } from 'vitest';
import { readOverlay, readOverlayIds } from '../../../src/docker/overlaySchemas.ts';
import { recordJson } from '../records.ts';
import { at, nobody } from './readerArguments.ts';

describe('overlay networks', () => {
  test('only overlays are picked out of a list', () => {
    expect(readOverlayIds(recordJson('api/mgr-networks.stdout'))).toEqual([
      '37038204c6c399a63db8c6084bacc0c4ea45e1381fed47ebd3e0cd695bb63bf0',
    ]);
  });

  test('a manager tells every container; whereabouts come from the list of containers', () => {
    expect(
      readOverlay(recordJson('api/mgr-networks_ID.stdout'), (id) =>
        id.startsWith('729d') ? 'swarm-node1' : undefined,
      ),
    ).toEqual({
      id: '37038204c6c399a63db8c6084bacc0c4ea45e1381fed47ebd3e0cd695bb63bf0',
      name: 'my-net',
      scope: 'global',
      subnets: [{ subnet: '10.0.0.0/24', gateway: '10.0.0.1' }],
      isInternal: false,
      isAttachable: false,
      isIngress: false,
      isEncrypted: false,
      vnis: [],
      mtu: undefined,
      labels: {},
      created: at('2026-11-22T18:21:46.513Z'),
      endpoints: [
        {
          containerId: '729dcfd43d256e63572a5694d88d1bce0aca492f2dddec393f6a07d82e165a2c',
          container: 'c1',
          address: '10.0.0.2',
          macAddress: '02:42:0a:00:00:02',
          machine: 'swarm-node1',
        },
        {
          containerId: 'd986478fd42d8991a0cd1ff264d0752088157b1eb512ab118ccfeb8821d1e88f',
          container: 'c2',
          address: '10.0.0.3',
          macAddress: '02:42:0a:00:00:03',
          machine: undefined,
        },
      ],
    });
  });

  test("an engine's view: its own container is here, the other's host is not known", () => {
    const network = readOverlay(recordJson('api/node1-networks_ID.stdout'), () => 'swarm-node1');
    expect(network?.endpoints).toMatchObject([
      { container: 'c1', machine: 'swarm-node1', containerId: expect.stringMatching(/^729d/) as string },
      { container: 'c2', machine: undefined, containerId: '' },
    ]);
  });

  test('one endpoint told twice, by id and as remote, is one', () => {
    const own = { Name: 'c1', EndpointID: 'e1', IPv4Address: '10.0.0.2/24', MacAddress: 'm' };
    for (const Containers of [
      { 'ep-e1': own, abc: own },
      { abc: own, 'ep-e1': own },
    ])
      expect(readOverlay({ Id: '1', Name: 'n', Driver: 'overlay', Containers }, nobody)?.endpoints).toMatchObject([
        { containerId: 'abc' },
      ]);
  });

  test('swarm mode: VXLAN ids in the options, the load balancer is no container', () => {
    const network = readOverlay(recordJson('engine26/network-worker.json'), nobody);
    expect(network).toMatchObject({ scope: 'swarm', isAttachable: true, vnis: [4097] });
    expect(network?.endpoints.map((each) => each.container)).toEqual(['c1', 'web.3.swuj60unaqz2b3czm4ej9ofys']);
  });

  test('swarm mode: the routing mesh is marked, and its own foot in each host is no container', () => {
    const listed = (recordJson('engine26/networks-manager.json') as Record<string, unknown>[]).map((each) =>
      readOverlay({ ...each, Containers: { 'ingress-sbox': { Name: 'ingress-endpoint', EndpointID: 'e' } } }, nobody),
    );
    expect(listed.flatMap((each) => (each ? [[each.name, each.isIngress, each.endpoints]] : []))).toEqual([
      ['my-net', false, []],
      ['ingress', true, []],
    ]);
  });

  test('options: encrypted, MTU, several VXLAN ids, a gateway with its prefix', () => {
    const Options = {
      encrypted: '',
      'com.docker.network.driver.mtu': '1400',
      'com.docker.network.driver.overlay.vxlanid_list': '4097,4098',
    };
    const IPAM = { Config: [{ Subnet: '10.1.0.0/16', Gateway: '10.1.0.1/16' }] };
    expect(readOverlay({ Id: '1', Name: 'n', Driver: 'overlay', Options, IPAM, Internal: true }, nobody)).toMatchObject(
      {
        isEncrypted: true,
        isInternal: true,
        mtu: 1400,
        vnis: [4097, 4098],
        subnets: [{ subnet: '10.1.0.0/16', gateway: '10.1.0.1' }],
        created: undefined,
      },
    );
    expect(
      readOverlay({ Id: '1', Name: 'n', Driver: 'overlay', Options: { encrypted: 'false' } }, nobody)?.isEncrypted,
    ).toBe(false);
  });

  test('a bridge is no overlay', () => {
    expect(readOverlay({ Id: '1', Name: 'n', Driver: 'bridge' }, nobody)).toBeUndefined();
  });
});
