// Engines, a swarm manager and key-value stores of a simulated world: the sentences of the lab, and nothing but Node.
import { engineContract } from './engines.ts';
import { openSimulatedCluster } from './simulatedCluster.ts';

engineContract('a simulated cluster', () => openSimulatedCluster(20));
