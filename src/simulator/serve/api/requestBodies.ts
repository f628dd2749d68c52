/** Parses client requests from Docker's JSON. A value of the wrong type counts as absent. */
import type { ContainerRequest } from '../../world/containers.ts';
import type { NetworkRequest } from '../../world/networks.ts';
import { list, record, text, texts } from '../../world/serviceSpec.ts';

export function networkRequest(given: unknown): NetworkRequest {
  const body = record(given);
  const [pool = {}] = list(record(body['IPAM'])['Config']);
  return {
    name: text(body['Name']),
    driver: text(body['Driver']) || 'bridge',
    subnet: text(pool['Subnet']),
    gateway: text(pool['Gateway']),
    isInternal: body['Internal'] === true,
    isAttachable: body['Attachable'] === true,
    options: stringsIn(body['Options']),
    labels: stringsIn(body['Labels']),
  };
}

export function containerRequest(given: unknown, name: string): ContainerRequest {
  const body = record(given);
  const host = record(body['HostConfig']);
  const bindings = Object.entries(record(host['PortBindings'])).flatMap(([port, bound]) =>
    list(bound).map((each) => ({
      host: Number(text(each['HostPort']) || Number.parseInt(port, 10)),
      container: Number.parseInt(port, 10),
    })),
  );
  const endpoints = Object.entries(record(record(body['NetworkingConfig'])['EndpointsConfig']));
  const mounts = list(host['Mounts']).map((mount) => `${text(mount['Source'])}:${text(mount['Target'])}`);
  return {
    name,
    image: text(body['Image']),
    entrypoint: texts(body['Entrypoint']),
    command: texts(body['Cmd']),
    environment: texts(body['Env']),
    labels: stringsIn(body['Labels']),
    ports: bindings,
    binds: [...texts(host['Binds']), ...mounts],
    restart: text(record(host['RestartPolicy'])['Name']),
    isPassing: host['AutoRemove'] === true,
    networkMode: text(host['NetworkMode']),
    networks: Object.fromEntries(
      endpoints.map(([network, config]) => [network, text(record(record(config)['IPAMConfig'])['IPv4Address'])]),
    ),
  };
}

export function stringsIn(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record(value)).flatMap(([key, each]) => (typeof each === 'string' ? [[key, each] as const] : [])),
  );
}
