// Cluster files as an editor and a plan read them: half-written, wrong, hostile.
import { english } from '../../../src/base/text.ts';
import { readClusterFile } from '../../../src/cluster/clusterFile.ts';
import { planUp } from '../../../src/cluster/planUp.ts';
import type { DriverOption } from '../../../src/model/driver.ts';
import { defaultImages } from '../../../src/model/images.ts';
import { machineNameFault, objectNameFault } from '../../../src/model/names.ts';
import { completionsAt, driverAt } from '../../../src/ui/editor/completions.ts';
import { fixesIn } from '../../../src/ui/editor/fixes.ts';
import { hoverAt, hoveredDriver } from '../../../src/ui/editor/hover.ts';
import { lenses } from '../../../src/ui/editor/lenses.ts';
import { wantedMachines } from '../../../src/ui/editor/wantedMachines.ts';
import { explainFailure } from '../../../src/ui/explain/explainFailure.ts';
import { explainProblem } from '../../../src/ui/explain/explainProblem.ts';
import { dialogText } from '../../../src/ui/runs/dialogText.ts';
import { planTexts } from '../../../src/ui/runs/planTexts.ts';
import { snapshot, wellCluster } from '../../unit/samples.ts';
import { made, readmeYaml } from '../samples.ts';
import { hold, type Target } from '../target.ts';
import { wellFormed } from '../wellFormed.ts';

const samples = [
  ...readmeYaml(),
  made('a name alone', 'name: demo\n'),
  made('JSON', '{"name": "demo", "nodes": [{"name": "a"}], "networks": []}'),
  made(
    'every key',
    `# Everything that a cluster file can say.
name: demo
orchestration: classic
driver:
  name: generic
  options: { generic-ssh-user: root, generic-ssh-port: 0022 }
engine:
  registryMirrors: [ "http://mirror.example" ]
  insecureRegistries: []
  installUrl: ""
  options: [ "log-level=warn" ]
  labels: { rack: a }
  environment: { HTTP_PROXY: "http://proxy:3128" }
advertiseInterface: eth1
keyValueStore:
  type: consul
  machine: { name: kvstore, driver: { options: { generic-ip-address: 10.99.0.11 } } }
  image: ""
managers:
  - { name: swarm-manager, driver: { options: { generic-ip-address: 10.99.0.12 } } }
nodes:
  - name: swarm-node1
    driver:
      options:
        generic-ip-address: 10.99.0.13
  - { name: swarm-node2, driver: { name: virtualbox, options: { virtualbox-memory: 2048 } } }
swarm: { image: "", strategy: spread, options: [] }
networks:
  - { name: my-net, subnet: 10.10.0.0/24, gateway: 10.10.0.1, internal: false, attachable: true, encrypted: false, mtu: 1400 }
`,
  ),
  made(
    'swarm mode',
    `name: cloud
orchestration: swarm-mode
driver: &d { name: digitalocean, options: { digitalocean-region: fra1 } }
managers: [{ name: m1 }, { name: m2 }, { name: m3 }]
nodes:
- name: w1
  driver: *d
swarmMode: { defaultAddressPools: [ 10.20.0.0/16 ], dataPathPort: 4789, autolock: true, drainManagers: true }
networks: [ { name: my-net } ]
`,
  ),
];

const well = wellCluster();
const picture = snapshot(well.machines, [well.cluster]);
const options: readonly DriverOption[] = [
  {
    name: 'virtualbox-memory',
    takes: 'value',
    default: '1024',
    usage: 'Size of memory',
    variable: 'VIRTUALBOX_MEMORY',
  },
  { name: 'generic-ssh-key', takes: 'value', default: undefined, usage: 'A `key`', variable: undefined },
  { name: 'virtualbox-no-share', takes: 'flag', default: undefined, usage: '', variable: undefined },
];
const knowledge = { drivers: ['virtualbox', 'generic'], machines: ['dev', 'a}b$c'], options, hasSchemaSupport: false };
const facts = {
  images: defaultImages,
  unknownDrivers: new Map(),
  isVBoxManageMissing: true,
  variables: new Map(),
  unreachable: new Map(),
  missingKeys: new Map(),
  store: undefined,
  unfinished: new Set<string>(),
  introductions: new Map(),
};

const reading: Target = {
  name: 'cluster-files',
  form: 'yaml',
  weight: 9,
  // YAML's parser compares each key with all others: half a second for 64 kB of them, and no larger file is read.
  steepFrom: 1000,
  samples,
  read: async (input) => {
    const text = input.toString();
    const { spec, problems } = await readClusterFile(text);
    for (const { start, end, problem } of problems) {
      hold(
        0 <= start && start <= end && end <= text.length,
        () => `${problem.kind} at ${start} to ${end} of ${text.length}`,
      );
      hold(explainProblem(problem, english) !== '', () => `${problem.kind} without a word`);
    }
    hold(spec !== undefined || problems.some(({ severity }) => severity === 'error'), () => 'refused without an error');
    hold(spec === undefined || !problems.some(({ severity }) => severity === 'error'), () => 'taken with an error');
    fixesIn(problems, 0, text.length, english);
    const shown = { file: 'f', spec, problems, snapshot: picture, isReadOnly: false, isTrusted: true };
    hold(lenses(shown, english).length > 0, () => 'no lens');
    if (!spec) return;
    wellFormed(spec);
    for (const { name } of wantedMachines(spec)) hold(machineNameFault(name) === undefined, () => `a machine ${name}`);
    for (const { name } of spec.networks) hold(objectNameFault(name) === undefined, () => `a network ${name}`);
    const plan = planUp(spec, picture, facts);
    if (plan.ok) {
      dialogText(plan.value, english);
      planTexts(spec, plan.value, picture, english);
    } else explainFailure(plan.error, english);
  },
};

const editing: Target = {
  name: 'editor',
  form: 'yaml',
  weight: 5,
  // Nobody edits a larger one, and each place is looked at several times.
  longest: 128 * 1024,
  samples,
  read: (input, random) => {
    const text = input.toString();
    const offsets = [0, text.length, ...Array.from({ length: 3 }, () => random.below(text.length + 1))];
    for (const offset of text.length > 20_000 ? offsets.slice(1, 3) : offsets) {
      driverAt(text, offset);
      for (const { start, end, snippet, label } of completionsAt(text, offset, knowledge, english)) {
        hold(
          0 <= start && start <= end && end <= text.length,
          () => `${label} replaces ${start} to ${end} of ${text.length}`,
        );
        hold(snippet !== '' && !snippet.includes('undefined'), () => `${label} writes ${snippet}`);
      }
      hoveredDriver(text, offset);
      const hover = hoverAt(text, offset, options, english);
      if (hover)
        hold(
          0 <= hover.start && hover.start <= offset && offset <= hover.end && hover.end <= text.length,
          () => `a hover at ${hover.start} to ${hover.end} for ${offset}`,
        );
    }
  },
};

export const clusterFiles: readonly Target[] = [reading, editing];
