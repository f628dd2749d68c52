/** How a swarm mode service counts its tasks, and whether they are meant to complete. */
export type ServiceMode = 'replicated' | 'global' | 'replicated-job' | 'global-job';
