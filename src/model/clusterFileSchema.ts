/**
 * The schema of cluster files. This valibot schema is the single source of the file's types, its validation and the JSON Schema for
 * editors; `spec.ts` defines what a file means.
 */
import * as v from 'valibot';
import { orchestrations } from './cluster.ts';
import { expectations } from './expectations.ts';
import { parseStoreUrl, storeTypes } from './keyValueStore.ts';
import { longestMachineName, longestObjectName, machineNamePattern, objectNamePattern } from './names.ts';
import { parseAddress, parseSubnet } from './subnet.ts';

// A value on the command line must stay one word on one line; the other program validates its meaning.
const line = v.pipe(v.string(), v.regex(/^[^\u0000-\u001f\u007f]*$/, expectations.line));
const machineName = v.pipe(
  v.string(),
  v.maxLength(longestMachineName, expectations.machineName),
  v.regex(machineNamePattern, expectations.machineName),
);
const networkName = v.pipe(
  v.string(),
  v.maxLength(longestObjectName, expectations.objectName),
  v.regex(objectNamePattern, expectations.objectName),
);
const httpUrl = v.pipe(v.string(), v.regex(/^https?:\/\/[^\s/]\S*$/, expectations.httpUrl));
const maybeHttpUrl = v.pipe(v.string(), v.regex(/^(https?:\/\/[^\s/]\S*)?$/, expectations.httpUrl));
const flag = v.pipe(v.string(), v.regex(/^[a-z][a-zA-Z0-9-]*(=[^\u0000-\u001f\u007f]*)?$/, expectations.flag));
const image = v.pipe(v.string(), v.regex(/^([a-zA-Z0-9][a-zA-Z0-9._:/@-]*)?$/, expectations.image));
const text = v.union([line, v.number(), v.boolean()]);

const driverOptions = v.pipe(
  v.record(
    v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]*$/, expectations.optionName)),
    v.union([line, v.number(), v.boolean(), v.array(line)]),
  ),
  v.description(
    "The driver's create flags without leading dashes: virtualbox-memory: 1024. A list repeats the flag; true sets a flag without a value.",
  ),
);
const driverName = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]*$/, expectations.driverName));

const machine = v.strictObject({
  name: v.pipe(machineName, v.description('Name of the machine, and hostname of its host. Unique among all machines.')),
  driver: v.optional(
    v.pipe(
      v.strictObject({
        name: v.optional(
          v.pipe(
            driverName,
            v.description("Driver of this machine. The options of the cluster's driver do not apply to it."),
          ),
        ),
        options: v.optional(driverOptions, {}),
      }),
      v.description("Driver options of this machine, added to the cluster's."),
    ),
    {},
  ),
});

const network = v.strictObject({
  name: v.pipe(networkName, v.description('Name of the network.')),
  subnet: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^(\d{1,3}(\.\d{1,3}){3}\/\d{1,2})?$/, expectations.subnet),
      v.check((value) => value === '' || parseSubnet(value) !== undefined, expectations.subnet),
      v.description('Subnet such as 10.10.0.0/24. Empty: Docker chooses one.'),
    ),
    '',
  ),
  gateway: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^(\d{1,3}(\.\d{1,3}){3})?$/, expectations.address),
      v.check((value) => value === '' || parseAddress(value) !== undefined, expectations.address),
      v.description('Address inside the subnet. Empty: Docker uses the first one.'),
    ),
    '',
  ),
  internal: v.optional(v.pipe(v.boolean(), v.description('Restricts access to and from networks outside.')), false),
  attachable: v.optional(v.pipe(v.boolean(), v.description('Swarm mode: standalone containers may join.')), true),
  encrypted: v.optional(v.pipe(v.boolean(), v.description('Swarm mode: IPsec between the hosts.')), false),
  mtu: v.optional(
    v.pipe(
      v.number(),
      v.integer(expectations.wholeNumber),
      v.check((value) => value === 0 || (value >= 68 && value <= 65535), expectations.mtu),
      v.description("Largest packet in bytes. 0: the driver's default, 1450 on a host network of 1500."),
    ),
    0,
  ),
});

/** The file itself, before defaults that depend on other keys are filled in. */
export const clusterFileSchema = v.pipe(
  v.strictObject({
    name: v.pipe(machineName, v.description('Name of the cluster, set as a label on the engines of its machines.')),
    orchestration: v.optional(
      v.pipe(
        v.picklist(orchestrations),
        v.description(
          'classic: Docker Swarm 1.x as containers. swarm-mode: built into the engine. none: engines that only share a key-value store.',
        ),
      ),
      'classic',
    ),
    driver: v.optional(
      v.pipe(
        v.strictObject({
          name: v.optional(
            v.pipe(driverName, v.description('A built-in or plug-in driver, such as virtualbox or generic.')),
            'virtualbox',
          ),
          options: v.optional(driverOptions, {}),
        }),
        v.description("docker-machine's driver, for every machine."),
      ),
      {},
    ),
    engine: v.optional(
      v.pipe(
        v.strictObject({
          registryMirrors: v.optional(
            v.pipe(v.array(httpUrl), v.description('Mirrors of docker.io that the engines pull from.')),
            [],
          ),
          insecureRegistries: v.optional(
            v.pipe(
              v.array(v.pipe(v.string(), v.regex(/^[a-zA-Z0-9[][^\s]*$/, expectations.registry))),
              v.description('Registries that the engines may talk to without TLS.'),
            ),
            [],
          ),
          installUrl: v.optional(
            v.pipe(
              maybeHttpUrl,
              v.description(
                "--engine-install-url: the script that installs the engine. Empty: docker-machine's default, which installs the latest engine; classic and none need one older than 23.0.",
              ),
            ),
            '',
          ),
          options: v.optional(
            v.pipe(v.array(flag), v.description('Additional --engine-opt values, such as log-level=warn.')),
            [],
          ),
          labels: v.optional(
            v.pipe(
              v.record(v.pipe(v.string(), v.regex(/^[a-zA-Z0-9][a-zA-Z0-9._/-]*$/, expectations.labelName)), text),
              v.description('Labels of the engines.'),
            ),
            {},
          ),
          environment: v.optional(
            v.pipe(
              v.record(v.pipe(v.string(), v.regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, expectations.variableName)), text),
              v.description('Environment variables of the engines, such as HTTP_PROXY.'),
            ),
            {},
          ),
        }),
        v.description('The Docker engine on every machine.'),
      ),
      {},
    ),
    advertiseInterface: v.optional(
      v.pipe(
        v.string(),
        v.regex(/^[a-zA-Z0-9][a-zA-Z0-9._@-]{0,14}$/, expectations.interface),
        v.description('Network interface that the hosts use to reach each other. On VirtualBox it is eth1.'),
      ),
      'eth1',
    ),
    keyValueStore: v.optional(
      v.pipe(
        v.strictObject({
          type: v.optional(v.pipe(v.picklist(storeTypes), v.description('consul unless the url says otherwise.'))),
          machine: v.optional(v.pipe(machine, v.description('The machine that runs the store.'))),
          url: v.optional(
            v.pipe(
              v.string(),
              v.regex(/^(consul|etcd|zk|zookeeper):\/\/[^/\s]+(\/\S*)?$/, expectations.storeUrl),
              v.check((value) => parseStoreUrl(value) !== undefined, expectations.storeUrl),
              v.description('An existing store, used instead of a machine: consul://10.0.0.5:8500.'),
            ),
          ),
          image: v.optional(
            v.pipe(image, v.description("The store's image. Empty: the setting dockerOverlay.images.<type>.")),
            '',
          ),
        }),
        v.description('The key-value store that the engines share; by default consul on a machine named kvstore.'),
      ),
    ),
    managers: v.optional(
      v.pipe(
        v.array(machine),
        v.description(
          'Machines that manage the swarm; swarm-manager by default. In swarm mode use an odd number, 3 or 5, so that one or two may fail.',
        ),
      ),
    ),
    nodes: v.optional(
      v.pipe(v.array(machine), v.description('The other machines; swarm-node1 and swarm-node2 by default.')),
      () => [{ name: 'swarm-node1' }, { name: 'swarm-node2' }],
    ),
    swarm: v.optional(
      v.pipe(
        v.strictObject({
          image: v.optional(v.pipe(image, v.description('Empty: the setting dockerOverlay.images.swarm.')), ''),
          strategy: v.optional(
            v.pipe(v.picklist(['spread', 'binpack', 'random']), v.description('How the manager places containers.')),
            'spread',
          ),
          options: v.optional(
            v.pipe(v.array(flag), v.description('Additional --swarm-opt values for the managers.')),
            [],
          ),
        }),
        v.description('Docker Swarm 1.x, for orchestration classic.'),
      ),
      {},
    ),
    swarmMode: v.optional(
      v.pipe(
        v.strictObject({
          defaultAddressPools: v.optional(
            v.pipe(
              v.array(
                v.pipe(
                  v.string(),
                  v.check((value) => parseSubnet(value) !== undefined, expectations.subnet),
                ),
              ),
              v.description(
                "Subnets such as 10.20.0.0/16 that networks without their own subnet are allocated from. Empty: Docker's default, 10.0.0.0/8.",
              ),
            ),
            [],
          ),
          dataPathPort: v.optional(
            v.pipe(
              v.number(),
              v.integer(expectations.wholeNumber),
              v.minValue(1024, expectations.port),
              v.maxValue(49151, expectations.port),
              v.description('UDP port of the traffic between containers of different hosts.'),
            ),
            4789,
          ),
          autolock: v.optional(
            v.pipe(
              v.boolean(),
              v.description(
                'A manager whose engine restarts stays locked until it gets the unlock key, which is shown when the swarm is created.',
              ),
            ),
            false,
          ),
          drainManagers: v.optional(
            v.pipe(
              v.boolean(),
              v.description('Services, and containers on overlay networks, run on the other nodes only.'),
            ),
            false,
          ),
        }),
        v.description('How the swarm is created, for orchestration swarm-mode. An existing swarm is left unchanged.'),
      ),
      {},
    ),
    networks: v.optional(
      v.pipe(v.array(network), v.description('Overlay networks, created once the nodes are healthy.')),
      [],
    ),
  }),
  v.title('Overlay cluster'),
  v.description(
    'A cluster of Docker hosts whose containers talk over overlay networks. Everything but name has a default.',
  ),
);

/** A valid file, as written. */
export type ClusterFile = v.InferOutput<typeof clusterFileSchema>;
