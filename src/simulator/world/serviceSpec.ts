/** The fields of a service's specification that the simulator reads; the rest is only stored. */
import type { ServiceSpec } from './nouns.ts';

type Json = Readonly<Record<string, unknown>>;

export interface ServiceTerms {
  readonly image: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly environment: readonly string[];
  readonly containerLabels: Readonly<Record<string, string>>;
  readonly constraints: readonly string[];
  readonly networks: readonly string[];
  readonly ports: readonly PublishedPort[];
  readonly mode: 'replicated' | 'global' | 'replicated-job' | 'global-job';
  readonly replicas: number;
  readonly restart: 'none' | 'on-failure' | 'any';
  /** In milliseconds. */
  readonly restartDelay: number;
  readonly maxAttempts: number;
  readonly parallelism: number;
  readonly updateDelay: number;
  readonly failureAction: string;
}

export interface PublishedPort {
  readonly protocol: string;
  readonly target: number;
  readonly published: number;
  readonly mode: string;
}

export function termsOf(spec: ServiceSpec): ServiceTerms {
  const template = record(spec['TaskTemplate']);
  const container = record(template['ContainerSpec']);
  const restart = record(template['RestartPolicy']);
  const update = record(spec['UpdateConfig']);
  const condition = text(restart['Condition']);
  return {
    image: text(container['Image']),
    entrypoint: texts(container['Command']),
    command: texts(container['Args']),
    environment: texts(container['Env']),
    containerLabels: record(container['Labels']) as Record<string, string>,
    constraints: texts(record(template['Placement'])['Constraints']),
    networks: [...list(template['Networks']), ...list(spec['Networks'])].map((each) => text(each['Target'])),
    ports: list(record(spec['EndpointSpec'])['Ports']).map((port) => ({
      protocol: text(port['Protocol']) || 'tcp',
      target: number(port['TargetPort'], 0),
      published: number(port['PublishedPort'], 0),
      mode: text(port['PublishMode']) || 'ingress',
    })),
    ...modeOf(record(spec['Mode'])),
    restart: condition === 'none' || condition === 'on-failure' ? condition : 'any',
    restartDelay: number(restart['Delay'], 5e9) / 1e6,
    maxAttempts: number(restart['MaxAttempts'], 0),
    parallelism: number(update['Parallelism'], 1),
    updateDelay: number(update['Delay'], 0) / 1e6,
    failureAction: text(update['FailureAction']) || 'pause',
  };
}

function modeOf(mode: Json): Pick<ServiceTerms, 'mode' | 'replicas'> {
  if ('Global' in mode) return { mode: 'global', replicas: 0 };
  if ('GlobalJob' in mode) return { mode: 'global-job', replicas: 0 };
  if ('ReplicatedJob' in mode)
    return { mode: 'replicated-job', replicas: number(record(mode['ReplicatedJob'])['TotalCompletions'], 1) };
  return { mode: 'replicated', replicas: number(record(mode['Replicated'])['Replicas'], 1) };
}

export function record(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value)
    ? value.filter((each) => typeof each === 'string')
    : typeof value === 'string'
      ? [value]
      : [];
}

export function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(record) : [];
}

export function number(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}
