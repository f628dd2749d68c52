// The picture of a classic cluster in a simulated world.
import { observeContract } from './observe.ts';
import { openSimulatedCluster } from './simulatedCluster.ts';

observeContract('a simulated cluster, made by the commands of the article', () => openSimulatedCluster(20));
