// VirtualBox is missing: said in the plan by the preflight, by a look at real files, and not of a docker-machine that may find it all the same.
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { planUp } from '../../src/cluster/planUp.ts';
import { preflight } from '../../src/cluster/preflight.ts';
import { defaultImages } from '../../src/model/images.ts';
import { warningLines } from '../../src/ui/explain/explainWarning.ts';
import { english } from '../../src/base/text.ts';
import { doorsOf } from '../simulator/doorsOf.ts';
import { openSimulator, type Simulated } from '../simulator/simulator.ts';
import { specOf } from '../unit/cluster/planInputs.ts';
import { planUp as planThrough, servicesOn, value } from '../lab/labServices.ts';

let simulated: Simulated;
beforeAll(async () => {
  simulated = await openSimulator({ speed: 20 });
});
afterAll(() => simulated.close());

const isSaid = /VBoxManage is not on the PATH/;

/** What the plan of the article says with a docker-machine at that path. */
async function said(machinePath: string, PATH: string): Promise<string> {
  const { storagePath, folder } = simulated;
  const services = servicesOn(
    { storagePath, dir: folder, tools: { dockerMachine: machinePath } },
    { environment: { PATH } },
  );
  const doors = doorsOf({ ...simulated, machinePath }, 5, { PATH });
  try {
    const spec = await specOf('name: demo');
    const seen = await services.clusters.refresh();
    const facts = await preflight(spec, seen, doors, { images: defaultImages });
    return warningLines(value(planUp(spec, seen, facts)).warnings, english).join('\n');
  } finally {
    doors.dispose();
    services.dispose();
  }
}

test.skipIf(process.platform === 'win32')(
  'a docker-machine that is a program finds it on its PATH or not at all',
  async () => {
    const tools = path.join(simulated.folder, 'tools');
    await mkdir(tools);
    const program = path.join(tools, 'docker-machine');
    // It ends at once and says nothing: what is asked of it beside is not known then.
    await symlink('/bin/true', program);
    expect(await said(program, tools)).toMatch(isSaid);
    await writeFile(path.join(tools, 'VBoxManage'), '#!/bin/sh\n', { mode: 0o755 });
    expect(await said(program, tools)).not.toMatch(isSaid);
  },
);

test('the simulated docker-machine, which needs none, is believed to have it', async () => {
  const { machinePath, storagePath, folder } = simulated;
  const services = servicesOn({ storagePath, dir: folder, tools: { dockerMachine: machinePath } });
  try {
    const { warnings } = value(await planThrough(services, 'name: demo'));
    expect(warnings.map(({ kind }) => kind)).not.toContain('vboxManageMissing');
  } finally {
    services.dispose();
  }
});
