// A real engine whose clock is an hour off when its machine is to join: told in the plan, the reason where the join fails, and mended by
// setting the clock right and running `up` again.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { english } from '../../src/base/text.ts';
import { minutes, type Milliseconds } from '../../src/base/units.ts';
import { clusterHealth } from '../../src/checks/health.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Run, Services } from '../../src/service/services.ts';
import { makeCertificate } from '../../src/simulator/machine/certificates.ts';
import { explainFailure } from '../../src/ui/explain/explainFailure.ts';
import { labLacks, openLab, type Lab } from './lab.ts';
import { planUp, run, servicesOn, up, value } from './labServices.ts';
import { swarmClusterFile } from './swarmCluster.ts';
import { inShort } from '../unit/inShort.ts';

const reasons = labLacks();
if (process.arch !== 'x64') reasons.push(`no engine's clock can be shifted on ${process.arch}`);
const hour = minutes(60);
/** To some seconds: an answer is of any moment while it was waited for. */
const about = (skew: Milliseconds): number => expect.closeTo(skew, -4) as number;

/** As of a person who has used docker-machine for a day: an engine whose clock is behind must take the client's certificate. */
async function makeOldCertificates(storagePath: string): Promise<void> {
  const from = new Date(Date.now() - 24 * hour);
  const authority = makeCertificate({ organisation: 'lab', authority: undefined, from });
  const client = makeCertificate({ organisation: 'lab', authority, from });
  const folder = path.join(storagePath, 'certs');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'ca.pem'), authority.certificate);
  await writeFile(path.join(folder, 'ca-key.pem'), authority.key, { mode: 0o600 });
  await writeFile(path.join(folder, 'cert.pem'), client.certificate);
  await writeFile(path.join(folder, 'key.pem'), client.key, { mode: 0o600 });
}

describe.skipIf(reasons.length > 0)('a host whose clock is an hour off', () => {
  let lab: Lab;
  let services: Services;
  let file: string;

  beforeAll(async () => {
    lab = await openLab({ prefix: 'hb', net: '10.86.0', mgmt: '10.76.0', hosts: 2, suite: 'trixie' });
    await makeOldCertificates(lab.storagePath);
    services = servicesOn(lab);
    file = swarmClusterFile(lab, { managers: [1], workers: [2] });
    await up(services, file);
  });

  afterAll(async () => {
    services.dispose();
    await lab.down();
  });

  /** w2 is out of the swarm and off its list, and its engine's clock is ahead by so much. */
  async function joinAnew(ahead: Milliseconds): Promise<Plan> {
    await lab.enter(2, ['docker', 'swarm', 'leave']);
    await lab.enter(1, ['docker', 'node', 'rm', '--force', 'w2']);
    await lab.skewClock(2, ahead);
    const plan = value(await planUp(services, file));
    expect(plan.steps.map(({ id }) => id)).toEqual(['join w2', 'wait until 2 nodes ready']);
    expect(plan.warnings).toEqual([{ kind: 'clockOff', machine: 'w2', skew: about(ahead) }]);
    return plan;
  }

  const nodes = async (): Promise<readonly string[]> =>
    (await lab.enter(1, ['docker', 'node', 'ls', '--format', '{{.Hostname}} {{.Status}}'])).stdout
      .trim()
      .split('\n')
      .sort();
  const findings = ({ after }: Run): readonly unknown[] =>
    clusterHealth(after.clusters[0]!, after).findings.map(inShort);

  it('behind cannot join, which is told by its clock, and joins when that is right', async () => {
    const ended = await run(services, await joinAnew(-hour));
    const failure = {
      kind: 'clocksDiffer',
      machine: 'w2',
      manager: 'm1',
      skew: about(-hour),
      cause: { kind: 'engineError', said: expect.stringMatching(/expired or is not yet valid/) as string },
    };
    expect(ended.summary.failed).toMatchObject([{ step: 'join w2', failure }]);
    expect(explainFailure(ended.summary.failed[0]!.failure, english)).toMatchObject({
      what: expect.stringMatching(
        /^Machine w2 could not join: its clock differs from the clock of manager m1 by -3[56]\d\d s\.$/,
      ) as string,
    });
    expect(findings(ended)).toContainEqual({ kind: 'clockSkew', machine: 'w2', skew: about(-hour) });
    expect(await nodes()).toEqual(['m1 Ready']);
    await lab.skewClock(2, 0);
    expect(findings(await up(services, file))).toEqual([]);
    expect(await nodes()).toEqual(['m1 Ready', 'w2 Ready']);
  });

  // The authority's certificate holds for twenty years, and a node's for three months.
  it('ahead joins, and is told for as long as it is so', async () => {
    const ended = await run(services, await joinAnew(hour));
    expect(ended.summary.failed).toEqual([]);
    expect(findings(ended)).toEqual([{ kind: 'clockSkew', machine: 'w2', skew: about(hour) }]);
    expect(await nodes()).toEqual(['m1 Ready', 'w2 Ready']);
    await lab.skewClock(2, 0);
    expect(findings(await up(services, file))).toEqual([]);
  });
});
