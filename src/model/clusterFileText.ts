/** Generates a cluster file with comments from the user's answers, without secrets. Pure. */
import type { Translate } from '../base/text.ts';
import type { Orchestration } from './cluster.ts';
import type { StoreType } from './keyValueStore.ts';
import type { OptionValue } from './plan.ts';
import { environmentOf } from './secretOptions.ts';
import { yamlText } from './yamlText.ts';

/** The contents of a new cluster file. */
export interface ClusterFileAnswers {
  readonly name: string;
  readonly orchestration: Orchestration;
  readonly driver: { readonly name: string; readonly options: DriverOptions };
  /** Options that docker-machine reads from its environment instead. */
  readonly secrets: readonly string[];
  /** Ignored in swarm mode. */
  readonly store:
    | { readonly kind: 'machine'; readonly type: StoreType; readonly machine: MachineAnswer }
    | { readonly kind: 'url'; readonly url: string };
  /** Ignored for `none`. */
  readonly managers: readonly MachineAnswer[];
  readonly nodes: readonly MachineAnswer[];
  readonly advertiseInterface: string;
  /** Empty if none. */
  readonly registryMirror: string;
  /** Empty for docker-machine's own. */
  readonly installUrl: string;
}

export interface MachineAnswer {
  readonly name: string;
  /** Added to the driver's options. */
  readonly options: DriverOptions;
}

type DriverOptions = Readonly<Record<string, OptionValue>>;

export function clusterFileText(answers: ClusterFileAnswers, t: Translate): string {
  const sections = [
    headSection(answers, t),
    driverSection(answers, t),
    engineSection(answers, t),
    networkSection(answers, t),
    ...(answers.orchestration === 'swarm-mode' ? [] : [storeSection(answers, t)]),
    machinesSection(answers, t),
    overlaySection(t),
  ];
  const lines = sections.filter((section) => section.length > 0).map((section) => section.join('\n'));
  return `${lines.join('\n\n')}\n`;
}

/** Describes an orchestration in one line. */
export function orchestrationLine(orchestration: Orchestration, t: Translate): string {
  switch (orchestration) {
    case 'classic':
      return t('Docker Swarm 1.x as containers; the engines, older than 23.0, share a key-value store');
    case 'swarm-mode':
      return t('Swarm mode, built into every engine; needs no key-value store');
    case 'none':
      return t('No swarm: engines older than 23.0 that only share a key-value store');
  }
}

type Section = readonly string[];

function headSection({ name, orchestration }: ClusterFileAnswers, t: Translate): Section {
  return [
    comment(t('A cluster of Docker hosts whose containers talk over overlay networks.')),
    comment(t('Bring it up and down with the links above this line, or from the command palette.')),
    `name: ${yamlText(name)}`,
    '',
    comment(orchestrationLine(orchestration, t)),
    `orchestration: ${orchestration}`,
  ];
}

function driverSection({ driver, secrets }: ClusterFileAnswers, t: Translate): Section {
  const options = Object.entries(driver.options);
  return [
    comment(t('How docker-machine creates the machines. A machine’s own options are added to these.')),
    'driver:',
    `  name: ${yamlText(driver.name)}`,
    ...secretLines(secrets, t).map((line) => `  ${comment(line)}`),
    ...(options.length === 0 ? [] : ['  options:']),
    ...options.flatMap(([option, value]) =>
      typeof value === 'object'
        ? [`    ${yamlText(option)}:`, ...value.map((each) => `      - ${yamlText(each)}`)]
        : [`    ${yamlText(option)}: ${yamlText(value)}`],
    ),
  ];
}

/** The setting to write for the options that stay out of the file. */
function secretLines(secrets: readonly string[], t: Translate): Section {
  if (secrets.length === 0) return [];
  const variables = secrets.map(environmentOf);
  return [
    t('Secrets stay out of this file: docker-machine gets them as environment variables, from this setting.'),
    '"dockerOverlay.machine.environment": {',
    ...variables.map((name, index) => `  "${name}": "\${secret:${name}}"${index < variables.length - 1 ? ',' : ''}`),
    '}',
  ];
}

function engineSection({ registryMirror, installUrl }: ClusterFileAnswers, t: Translate): Section {
  if (registryMirror === '' && installUrl === '') return [];
  return [
    comment(t('The Docker engine on every machine.')),
    'engine:',
    ...(registryMirror === '' ? [] : ['  registryMirrors:', `    - ${yamlText(registryMirror)}`]),
    ...(installUrl === ''
      ? []
      : [
          `  ${comment(t('The latest engine cannot join a key-value store; 20.10 is the last version that can.'))}`,
          `  installUrl: ${yamlText(installUrl)}`,
        ]),
  ];
}

function networkSection({ advertiseInterface }: ClusterFileAnswers, t: Translate): Section {
  return [
    comment(t('The network interface that the hosts use to reach each other.')),
    `advertiseInterface: ${yamlText(advertiseInterface)}`,
  ];
}

function storeSection({ store }: ClusterFileAnswers, t: Translate): Section {
  return [
    comment(t('Where the engines store cluster state and overlay networks.')),
    'keyValueStore:',
    ...(store.kind === 'url'
      ? [`  url: ${yamlText(store.url)}`]
      : [`  type: ${store.type}`, `  machine: ${machineText(store.machine)}`]),
  ];
}

function machinesSection({ orchestration, managers, nodes }: ClusterFileAnswers, t: Translate): Section {
  const list = (key: string, machines: readonly MachineAnswer[]): Section =>
    machines.length === 0 ? [`${key}: []`] : [`${key}:`, ...machines.map((machine) => `  - ${machineText(machine)}`)];
  return [
    comment(t('The machines. Existing ones are left as they are.')),
    ...(orchestration === 'none' ? [] : list('managers', managers)),
    ...list('nodes', nodes),
  ];
}

function overlaySection(t: Translate): Section {
  return [
    comment(t('Overlay networks that are created once the nodes are healthy:')),
    comment('networks:'),
    comment('  - { name: my-net, subnet: 10.10.0.0/24 }'),
  ];
}

function machineText({ name, options }: MachineAnswer): string {
  const own = Object.entries(options).map(([option, value]) => `${yamlText(option)}: ${flowText(value)}`);
  const driver = own.length === 0 ? '' : `, driver: { options: { ${own.join(', ')} } }`;
  return `{ name: ${yamlText(name)}${driver} }`;
}

function flowText(value: OptionValue): string {
  return typeof value === 'object' ? `[${value.map(yamlText).join(', ')}]` : yamlText(value);
}

/** A comment on one line, even if the translation has several. */
function comment(text: string): string {
  const [first = '', ...more] = text.split(/[\r\n]+/);
  return `# ${more.reduce((line, next) => `${line.trimEnd()} ${next.trimStart()}`, first)}`;
}
