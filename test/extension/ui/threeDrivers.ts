// A docker-machine that knows three drivers and only prints what the real one prints, and the product in a workbench on its folder.
import path from 'node:path';
import { productPackage } from '../../vscode/product.ts';
import { openWorkbench, type Workbench } from '../../vscode/workbench.ts';
import { standInMachine, well, type StandInMachine } from './standInMachine.ts';

const records = path.resolve(import.meta.dirname, '../../records/dm');

/** Three drivers, each with the help that the real one prints; all others are not there. */
const threeDrivers = `
if [ "$1" = create ] && [ "$last" = --help ]; then
  case "$3" in
    virtualbox|generic|digitalocean) cat "${records}/create-$3-help.stdout"; exit ;;
    *) echo "Driver \\"$3\\" not found. Do you have the plugin binary \\"docker-machine-driver-$3\\" accessible in your PATH?" >&2; exit 1 ;;
  esac
fi
`;

export function machineOfThreeDrivers(): StandInMachine {
  const tool = standInMachine();
  tool.behave(threeDrivers + well);
  return tool;
}

export function openOnTool(tool: StandInMachine): Promise<Workbench> {
  return openWorkbench({
    folder: tool.folder,
    // The pictures of the first steps need room beside the words.
    size: { width: 1600, height: 900 },
    vsix: [productPackage()],
    settings: {
      'dockerOverlay.machine.path': tool.program,
      'dockerOverlay.machine.storagePath': tool.storagePath,
    },
  });
}
