// What must hold of engines, swarm managers and key-value stores through the doors that the product uses, whichever world
// they stand in. What each says of itself is here; networks, containers, faults and certificates have a file each beside it.
import { describe, expect, test } from 'vitest';
import { engineCertificates } from './engineCertificates.ts';
import { engineContainers } from './engineContainers.ts';
import { engineFaults } from './engineFaults.ts';
import { engineNetworks } from './engineNetworks.ts';
import { failure, nodes, soon, standing, type EngineWorld } from './engineWorld.ts';

export function engineContract(name: string, open: () => Promise<EngineWorld>): void {
  describe(`engines of ${name}`, () => {
    const cluster = standing(open);
    const { world, engine, manager, consul } = cluster;
    const registered = (): string[] => nodes.map((each) => `${world().addressOf(each)}:2376`);

    test('describe themselves', async () => {
      for (const its of nodes) {
        const seen = await engine(its).engine();
        expect(seen).toMatchObject({
          ok: true,
          value: {
            hostname: its,
            version: expect.stringMatching(/^\d+\.\d+/) as string,
            apiVersion: expect.stringMatching(/^1\.\d+$/) as string,
            clusterStore: `consul://${world().addressOf('kvstore')}:8500`,
            clusterAdvertise: `${world().addressOf(its)}:2376`,
            swarm: { state: 'inactive' },
          },
        });
        expect(seen.ok && Math.abs(seen.value.clockSkew)).toBeLessThan(1000);
      }
    });

    test('are all healthy in the eyes of their manager', async () => {
      const seen = async (): Promise<unknown> => {
        const info = await manager().manager();
        return info.ok && info.value.nodes.map((node) => [node.name, node.status, node.address, node.otherFacts]);
      };
      await expect.poll(seen, soon).toEqual(nodes.map((its) => [its, 'Healthy', `${world().addressOf(its)}:2376`, []]));
      expect(await manager().manager()).toMatchObject({
        ok: true,
        value: { version: 'swarm/1.2.9', role: 'primary', strategy: 'spread', otherFacts: [] },
      });
    });

    test('are no managers, nor is a manager an engine', async () => {
      expect(await failure(engine('swarm-node1').manager())).toMatchObject({ kind: 'notDocker' });
      expect(await failure(manager().engine())).toMatchObject({ kind: 'notDocker', said: 'swarm/1.2.9' });
    });

    test('have registered in their store', async () => {
      await expect.poll(consul, soon).toMatchObject({
        ok: true,
        value: {
          version: expect.stringMatching(/^1\./) as string,
          leader: expect.stringMatching(/:8300$/) as string,
          engines: registered(),
          swarmNodes: registered(),
        },
      });
    });

    engineNetworks(cluster);
    engineContainers(cluster);
    engineFaults(cluster);
    engineCertificates(cluster);
  });
}
