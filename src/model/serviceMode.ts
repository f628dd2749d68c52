/** How many tasks a service of swarm mode has, and whether they are to end by themselves. */
export type ServiceMode = 'replicated' | 'global' | 'replicated-job' | 'global-job';
