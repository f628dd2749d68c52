/** Reads the text that `docker info` printed back into the body of `/info` that it was made from. Test-side only. */
export function infoFromText(text: string): Record<string, unknown> {
  const server = text.slice(text.includes('\nServer:') ? text.indexOf('\nServer:') + 9 : 0);
  const body: Record<string, unknown> = {};
  const status: [string, string][] = [];
  const numbers: Record<string, string> = {
    Containers: 'Containers',
    Running: 'ContainersRunning',
    Paused: 'ContainersPaused',
    Stopped: 'ContainersStopped',
    Images: 'Images',
    CPUs: 'NCPU',
  };
  const texts: Record<string, string> = {
    'Server Version': 'ServerVersion',
    'Kernel Version': 'KernelVersion',
    'Operating System': 'OperatingSystem',
    Architecture: 'Architecture',
    Name: 'Name',
  };
  let inNodes = false;
  for (const line of server.split('\n')) {
    const [, label = '', value = ''] = /^\s*([^:]*):?\s?(.*)$/.exec(line) ?? [];
    if (label === 'Plugins') inNodes = false;
    if (inNodes || ['Role', 'Strategy', 'Filters', 'Nodes', 'Primary'].includes(label)) {
      inNodes ||= label === 'Nodes';
      if (label !== '') status.push([line.slice(0, line.indexOf(label)).slice(1) + label, value]);
    } else if (numbers[label] !== undefined) body[numbers[label]] = Number(value);
    else if (texts[label] !== undefined) body[texts[label]] = value;
  }
  return { ...body, SystemStatus: status };
}
