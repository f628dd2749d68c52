// The product in a workbench on the folder of a demo.
import type { Demo } from '../../../scripts/demo.ts';
import { productPackage } from '../../vscode/product.ts';
import { openWorkbench, type Workbench, type WorkbenchOptions } from '../../vscode/workbench.ts';

export function openOnDemo(
  demo: Demo,
  { vsix = [], ...more }: Partial<Omit<WorkbenchOptions, 'folder' | 'settings'>> = {},
): Promise<Workbench> {
  return openWorkbench({
    folder: demo.folder,
    vsix: [productPackage(), ...vsix],
    // Terminals are drawn as text, so that they can be read.
    settings: { 'terminal.integrated.gpuAcceleration': 'off' },
    timeout: 30_000,
    ...more,
  });
}
