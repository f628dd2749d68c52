/** What containers of services are called: Docker's name says service, place and task, "web.1.tpfbdz7d29ht9g29309oodlcw". */

/** Of a global service a place is a node's ID. */
const taskForm = /^(.+)\.(\d+|[a-z0-9]{25})\.[a-z0-9]{25}$/;

/** "web.1" of a container that says it belongs to a task, as its task is called; otherwise its own name. */
export function containerLabel({
  name,
  labels,
}: {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}): string {
  const isTask = labels['com.docker.swarm.service.name'] !== undefined && labels['com.docker.swarm.task.name'] === name;
  return isTask ? endpointLabel(name) : name;
}

/** The same of one that says nothing but its name: a manager tells no more of who is on a network. */
export function endpointLabel(name: string): string {
  const [, service, place] = taskForm.exec(name) ?? [];
  return service === undefined || place === undefined ? name : `${service}.${place.slice(0, 12)}`;
}
