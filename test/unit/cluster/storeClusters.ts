// Cluster files whose engines share a key-value store: the article's, with a network, and on hosts that exist.
import { specOf } from './planInputs.ts';

export const mirror = 'http://houchaohann.m.alauda.cn';
export const article = await specOf(`name: demo\nengine: { registryMirrors: [ "${mirror}" ] }`);
export const withNetwork = await specOf('name: demo\nnetworks: [{ name: my-net, subnet: 10.10.0.0/24 }]');
export const generic = await specOf(`
name: demo
driver: { name: generic, options: { generic-ssh-user: root, generic-ssh-key: /keys/id } }
keyValueStore: { machine: { name: kvstore, driver: { options: { generic-ip-address: 10.99.0.11 } } } }
managers: [{ name: swarm-manager, driver: { options: { generic-ip-address: 10.99.0.12 } } }]
nodes: [{ name: swarm-node1, driver: { options: { generic-ip-address: 10.99.0.13 } } }]
`);
