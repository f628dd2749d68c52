/** Builds the request bodies of Docker's API for objects to create. Pure. */
import type { ContainerToRun, NetworkToCreate } from '../model/plan.ts';

/** Query and body of a call, as docker-modem names them. */
export interface Parameters {
  readonly _query: Readonly<Record<string, string>>;
  readonly _body: Readonly<Record<string, unknown>>;
}

export function imagePull(image: string): Parameters {
  const { name, tag } = reference(image);
  return { _query: { fromImage: name, tag }, _body: {} };
}

/** `busybox` means only `latest`: without a tag, an engine pulls all of them. A digest takes the place of the tag. */
function reference(image: string): { readonly name: string; readonly tag: string } {
  const [name = '', digest] = image.split('@');
  const match = /^(.*):([^:/]+)$/.exec(name);
  return { name: match?.[1] ?? name, tag: digest ?? match?.[2] ?? 'latest' };
}

export function containerCreation(container: ContainerToRun): Parameters {
  const tcp = (port: number): string => `${port}/tcp`;
  return {
    _query: { name: container.name },
    _body: {
      Image: container.image,
      ...(container.command.length > 0 ? { Cmd: container.command } : {}),
      Env: container.environment,
      Labels: container.labels,
      ExposedPorts: Object.fromEntries(container.ports.map((port) => [tcp(port.container), {}])),
      HostConfig: {
        PortBindings: Object.fromEntries(
          container.ports.map((port) => [tcp(port.container), [{ HostPort: String(port.host) }]]),
        ),
        Binds: [`${container.volume.name}:${container.volume.path}`],
        RestartPolicy: { Name: container.restart },
      },
    },
  };
}

export function networkCreation(network: NetworkToCreate): Parameters {
  const pool = { Subnet: network.subnet, ...(network.gateway === '' ? {} : { Gateway: network.gateway }) };
  return {
    _query: {},
    _body: {
      Name: network.name,
      CheckDuplicate: true,
      Driver: 'overlay',
      Internal: network.isInternal,
      Attachable: network.isAttachable,
      IPAM: { Driver: 'default', Config: network.subnet === '' ? [] : [pool] },
      Options: {
        ...(network.isEncrypted ? { encrypted: '' } : {}),
        ...(network.mtu > 0 ? { 'com.docker.network.driver.mtu': String(network.mtu) } : {}),
      },
    },
  };
}
