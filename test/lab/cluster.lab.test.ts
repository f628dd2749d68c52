// Up, seen and down on real hosts through the services alone: the real docker-machine, engines, classic swarm, consul, etcd and
// zookeeper. The tests share the hosts, one after the other: what each leaves behind must not hinder the next.
import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clusterHealth } from '../../src/checks/health.ts';
import { lastOf, now } from '../../src/model/seen.ts';
import { type Snapshot } from '../../src/model/snapshot.ts';
import type { StepEvent } from '../../src/model/runEvents.ts';
import type { Services } from '../../src/service/services.ts';
import { genericClusterFile } from './genericCluster.ts';
import { labLacks, openLab, run as runProgram, type Lab } from './lab.ts';
import { missInZooKeeper } from './missedInZooKeeper.ts';
import { down, planUp, run, servicesOn, toolsRunning, up, value } from './labServices.ts';
import { inShort } from '../unit/inShort.ts';

const reasons = labLacks();

const network = 'networks:\n  - { name: my-net, subnet: 10.10.0.0/24 }';
const machines = ({ machines: all }: Snapshot): string[] => all.map(({ name }) => name).sort();

describe.skipIf(reasons.length > 0)(
  `up and down${reasons.length > 0 ? ` (not here: ${reasons.join('; ')})` : ''}`,
  () => {
    let lab: Lab;
    let storagePath: string;
    let services: Services;

    beforeAll(async () => {
      lab = await openLab({ prefix: 'lr', net: '10.94.0', mgmt: '10.87.0', hosts: 4, rancher: true });
    });

    beforeEach(async () => {
      storagePath = await lab.newStore();
      services = servicesOn(lab, { storagePath });
    });

    afterEach(async ({ task }) => {
      try {
        for (const { name } of (await services.clusters.refresh()).clusters) await down(services, name, true);
        await noToolRuns('in the end', 15_000);
      } finally {
        services.dispose();
        if (task.result?.state === 'fail') await lab.wipe();
      }
    });

    afterAll(async () => {
      await lab.down();
    });

    /**
     * A driver's process lives on for ten seconds when docker-machine fails by itself, and not at all when we end it. Drivers are asked for
     * states meanwhile, which is over soon.
     */
    async function noToolRuns(when: string, timeout = 5_000): Promise<void> {
      await expect.poll(() => toolsRunning(storagePath), { message: when, timeout }).toEqual([]);
    }

    /** Every cluster's health in words: "demo healthy 3/3". */
    function healths(seen: Snapshot): string[] {
      return seen.clusters.map((cluster) => {
        const { level, healthy, of, findings } = clusterHealth(cluster, seen);
        return `${cluster.name} ${level} ${healthy}/${of}${findings.map((each) => ` ${JSON.stringify(each)}`).join('')}`;
      });
    }

    /** Two containers on two hosts, the second reached by its name. */
    async function pingByName(from: number, to: number): Promise<void> {
      const image = ['busybox:1.36', 'sleep', '600'];
      for (const [host, name] of [[from, 'c1'] as const, [to, 'c2'] as const])
        await lab.enter(host, [
          'docker',
          'run',
          '-d',
          '--name',
          name,
          '--net',
          'my-net',
          '--stop-signal=KILL',
          ...image,
        ]);
      const ping = await lab.enter(from, ['docker', 'exec', 'c1', 'ping', '-c', '3', '-W', '5', 'c2']);
      expect(ping.stdout).toContain('0% packet loss');
    }

    const removeContainers = async (...hosts: readonly number[]): Promise<void> => {
      for (const host of hosts)
        await lab.enter(host, ['sh', '-c', 'docker rm -f c1 c2; docker network rm my-net'], { anyExit: true });
    };

    it('makes the cluster of a file, does nothing more on a whole one, takes it down, and makes it again on the same hosts', async () => {
      const file = genericClusterFile(lab, { more: network });
      const plan = value(await planUp(services, file));
      const other = servicesOn(lab, { storagePath });
      let refused: unknown;
      const ended = await run(services, plan, (event) => {
        if (event.kind === 'began' && event.step === 'create swarm-manager')
          void run(other, { ...plan, verb: 'down' }).catch((error: unknown) => {
            refused = error;
          });
      });
      other.dispose();
      expect(ended.summary).toMatchObject({ failed: [], skipped: [], isCancelled: false });
      expect(healths(ended.after)).toEqual(['demo healthy 3/3']);
      expect(String(refused)).toContain('alreadyRunning');
      expect(now(ended.after.clusters[0]!.networks)?.map(({ name }) => name)).toContain('my-net');
      await pingByName(3, 4);
      expect(value(await planUp(services, file)).steps).toEqual([]);

      // What is called healthy at the end stays so: agents, engines and the manager all have their next word within 70 s.
      await lab.enter(1, ['docker', 'rm', '-f', 'dockeroverlay-consul']);
      await expect.poll(() => services.clusters.snapshot.clusters[0]?.store?.state.state).toBe('failed');
      const pictures: Snapshot[] = [];
      services.clusters.onDidChange((snapshot) => pictures.push(snapshot));
      services.clusters.setAttention('visible');
      const again = await up(services, file);
      expect(healths(again.after)).toEqual(['demo healthy 3/3']);
      const atEnd = pictures.length;
      await new Promise((resolve) => setTimeout(resolve, 70_000));
      expect(
        pictures
          .slice(atEnd)
          .flatMap(healths)
          .filter((each) => each !== 'demo healthy 3/3'),
      ).toEqual([]);
      const names = pictures.map(({ clusters: [each] }) =>
        (each && lastOf(each.networks)?.value)?.map(({ name }) => name),
      );
      expect(names.filter((each) => !each?.includes('my-net'))).toEqual([]);

      // An engine that comes back with another ID stays Pending for its manager, whatever its ID is later.
      const restart = 'systemctl reset-failed docker; systemctl restart docker';
      await lab.enter(4, ['sh', '-c', `rm /etc/docker/key.json; ${restart}`]);
      const pending = async (): Promise<boolean> =>
        healths(await services.clusters.refresh())[0]?.includes('another ID') ?? false;
      await expect.poll(pending, { timeout: 90_000, interval: 1000 }).toBe(true);
      const began = Date.now();
      expect(healths((await up(services, file)).after)).toEqual(['demo healthy 3/3']);
      expect(Date.now() - began).toBeLessThan(30_000);
      services.clusters.setAttention('background');

      await removeContainers(3, 4);
      const gone = await down(services, 'demo');
      expect(machines(gone.after)).toEqual([]);
      expect(healths((await up(services, file)).after)).toEqual(['demo healthy 3/3']);
    });

    it('finishes what a create that failed, one with a wrong key, and somebody at a shell have left undone', async () => {
      const good = genericClusterFile(lab);
      // An engine that does not start.
      await lab.enter(4, ['sh', '-c', 'mkdir -p /etc/docker; echo no-json > /etc/docker/daemon.json']);
      const first = await run(services, value(await planUp(services, good)));
      expect(first.summary.done).toEqual(expect.arrayContaining(['create swarm-manager', 'create swarm-node1']));
      expect(first.summary.failed).toMatchObject([
        { step: 'create swarm-node2', failure: { kind: 'createFailed', machine: 'swarm-node2', leftover: true } },
      ]);
      expect(first.summary.skipped.map(({ because }) => because)).toContain('create swarm-node2');
      expect(machines(first.after)).toContain('swarm-node2');
      // Its engine was made and does not start: it is no machine whose engine has fallen silent.
      expect(clusterHealth(first.after.clusters[0]!, first.after).findings.map(inShort)).toContainEqual({
        kind: 'incomplete',
        machine: 'swarm-node2',
      });
      await lab.enter(4, [
        'sh',
        '-c',
        'rm /etc/docker/daemon.json; systemctl reset-failed docker; systemctl start docker',
      ]);
      await noToolRuns('after a failure', 15_000);

      // A key that the host does not know: docker-machine tries for more than three minutes, so a person cancels.
      const folder = await mkdtemp(path.join(lab.dir, 'keys-'));
      const key = path.join(folder, 'key');
      await runProgram(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', key]);
      const bad = genericClusterFile(lab, { options: { 'swarm-node2': `generic-ssh-key: "${key}"` } });
      const second = await run(services, value(await planUp(services, bad)), (event, cancel) => {
        if (event.kind === 'stage' && event.step === 'create swarm-node2' && event.stage === 'waitingForSsh') cancel();
      });
      expect(second.summary).toMatchObject({
        failed: [
          {
            step: 'create swarm-node2',
            failure: { kind: 'createFailed', stage: 'waitingForSsh', leftover: true, cause: { kind: 'cancelled' } },
          },
        ],
        isCancelled: true,
      });
      expect(await toolsRunning(lab.storagePath)).toEqual([]);

      // Meanwhile, somebody takes away a node by hand.
      const removed = ['rm', '-y', 'swarm-node1'];
      await lab.enter(3, ['docker', 'rm', '-f', 'swarm-agent']);
      await runProgram([lab.tools.dockerMachine, ...removed], {
        environment: { ...lab.environment, MACHINE_STORAGE_PATH: storagePath },
      });
      expect(healths((await up(services, good)).after)).toEqual(['demo healthy 3/3']);
    });

    it('can be cancelled at any stage, and goes on or is taken down from there', async () => {
      const file = genericClusterFile(lab);
      const stage = (step: string, name: string) => (event: StepEvent) =>
        event.kind === 'stage' && event.step === step && event.stage === name;
      const began = (beginning: string) => (event: StepEvent) =>
        event.kind === 'began' && event.step.startsWith(beginning);
      const moments: readonly (readonly [string, (event: StepEvent) => boolean])[] = [
        ['the first create has begun', began('create kvstore')],
        ['the first create copies certificates', stage('create kvstore', 'certificates')],
        ['the store is waited for', began('wait for consul')],
        ['nodes are provisioned', stage('create swarm-node1', 'provisioning')],
        ['engines start', stage('create swarm-node1', 'engine')],
        ['a swarm agent is put there', stage('create swarm-node1', 'swarm')],
        ['nodes are waited for', began('wait until')],
      ];
      for (const [when, isIt] of moments) {
        let begunAfter = 0;
        let isCancelled = false;
        const ended = await run(services, value(await planUp(services, file)), (event, cancel) => {
          if (isCancelled && event.kind === 'began') begunAfter += 1;
          if (isCancelled || !isIt(event)) return;
          isCancelled = true;
          cancel();
        });
        expect(isCancelled, when).toBe(true);
        expect(ended.summary.isCancelled, when).toBe(true);
        expect(begunAfter, when).toBe(0);
        await noToolRuns(when);
      }
      expect(healths((await up(services, file)).after)).toEqual(['demo healthy 3/3']);
      await down(services, 'demo');

      // Now from the middle back to nothing, and from nothing to all.
      await run(services, value(await planUp(services, file)), (event, cancel) => {
        if (stage('create swarm-manager', 'swarm')(event)) cancel();
      });
      expect(machines((await down(services, 'demo')).after)).toEqual([]);
      expect(healths((await up(services, file)).after)).toEqual(['demo healthy 3/3']);
    });

    it('makes no node while the store is down', async () => {
      // Whether hosts reach a store is known from the first of them.
      const url = `consul://${lab.hosts[0]!.address}:8500`;
      const dead = await run(services, value(await planUp(services, genericClusterFile(lab, { storeUrl: url }))));
      expect(dead.summary.failed).toMatchObject([
        {
          step: `try ${url} from swarm-manager`,
          failure: { kind: 'storeUnreachableFrom', machine: 'swarm-manager', cause: { kind: 'storeRefused', url } },
        },
      ]);
      expect(dead.summary.skipped.map(({ step }) => step)).toEqual(
        expect.arrayContaining(['create swarm-node1', 'create swarm-node2']),
      );
      expect(machines((await down(services, 'demo')).after)).toEqual([]);

      // A store that ends as soon as it is started: swarm does not know what consul is told.
      const broken = servicesOn(lab, { storagePath, images: { consul: 'swarm:1.2.9' } });
      const file = genericClusterFile(lab);
      const ended = await run(broken, value(await planUp(broken, file)));
      broken.dispose();
      expect(ended.summary.failed).toMatchObject([
        { step: 'wait for consul', failure: { kind: 'containerExited', machine: 'kvstore' } },
      ]);
      expect(ended.summary.skipped.map(({ step }) => step)).toEqual(
        expect.arrayContaining(['create swarm-manager', 'create swarm-node1', 'create swarm-node2']),
      );
      expect(machines(ended.after)).toEqual(['kvstore']);
      // And with an image that works it goes on from there.
      expect(healths((await up(services, file)).after)).toEqual(['demo healthy 3/3']);
    });

    it('works with etcd, through rancher-machine', async () => {
      services.dispose();
      services = servicesOn(lab, { tool: lab.tools.rancherMachine, storagePath });
      const ended = await up(services, genericClusterFile(lab, { store: 'etcd', more: network }));
      expect(healths(ended.after)).toEqual(['demo healthy 3/3']);
      await pingByName(3, 4);
      await removeContainers(3, 4);
      expect(machines((await down(services, 'demo')).after)).toEqual([]);
    });

    it('works without swarm: engines that share a store that exists already', async () => {
      const mirror = JSON.stringify({ 'registry-mirrors': [lab.registry] });
      const consul = 'hashicorp/consul:1.20.6 agent -server -bootstrap-expect=1 -client=0.0.0.0';
      const start = `rm -f /etc/systemd/system/docker.service.d/10-machine.conf; mkdir -p /etc/docker; echo '${mirror}' > /etc/docker/daemon.json
      systemctl daemon-reload; systemctl restart docker; docker run -d --name outside -p 8500:8500 ${consul}`;
      await lab.enter(1, ['sh', '-c', start]);
      try {
        const url = `consul://${lab.hosts[0]!.address}:8500`;
        await expect
          .poll(
            () =>
              runProgram(['curl', '-s', `http://${url.slice('consul://'.length)}/v1/status/leader`], { anyExit: true }),
            { timeout: 30_000 },
          )
          .toMatchObject({ stdout: expect.stringMatching(/\d/) as string });
        const ended = await up(
          services,
          genericClusterFile(lab, { orchestration: 'none', storeUrl: url, more: network }),
        );
        expect(healths(ended.after)).toEqual(['demo healthy 3/3']);
        await pingByName(2, 4);
        await removeContainers(2, 4);
        expect(machines((await down(services, 'demo')).after)).toEqual([]);
      } finally {
        await lab.enter(1, ['sh', '-c', 'docker rm -f -v outside; rm /etc/docker/daemon.json']);
      }
    });

    it('works with zookeeper up to healthy nodes, finds one that the manager missed, and knows a crash when it comes', async () => {
      const file = genericClusterFile(lab, { store: 'zookeeper', more: network });
      const plan = value(await planUp(services, file));
      expect(plan.warnings).toContainEqual({ kind: 'zookeeperCrashes' });
      const ended = await run(services, plan);
      expect(ended.summary.failed).toEqual([]);
      expect(healths(ended.after)).toEqual(['demo healthy 3/3']);

      const [store, , node] = lab.hosts;
      await missInZooKeeper(store!.address, `${node!.address}:2376`);
      await expect
        .poll(async () => healths(await services.clusters.refresh())[0])
        .toMatch(/^demo (degraded|unknown) 2\/3/);
      const said: string[] = [];
      const again = await run(services, value(await planUp(services, file)), (event) => {
        if (event.kind === 'said') said.push(event.line);
      });
      expect(again.summary.failed).toEqual([]);
      expect(said.join('\n')).toContain('swarm-manager does not list swarm-node1');
      expect(healths(again.after)).toEqual(['demo healthy 3/3']);

      const join = ['docker', 'run', '-d', '--name', 'c1', '--net', 'my-net', 'busybox:1.36', 'sleep', '600'];
      expect((await lab.enter(3, join, { anyExit: true })).exitCode).not.toBe(0);
      const findings = async () => {
        const seen = await services.clusters.refresh();
        return clusterHealth(seen.clusters[0]!, seen).findings.map(inShort);
      };
      await expect
        .poll(findings, { timeout: 60_000, interval: 500 })
        .toContainEqual({ kind: 'zookeeperCrash', machine: 'swarm-node1', containers: ['c1'] });
      const restarts = await lab.enter(3, ['systemctl', 'show', '--property=NRestarts', '--value', 'docker']);
      expect(Number(restarts.stdout)).toBeGreaterThan(0);
      await removeContainers(3);
    });
  },
);
