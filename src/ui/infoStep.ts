/** The first step that leaves nothing behind by which it could be known: that a docker info page was shown. It is remembered. */
import type { Disposable } from '../base/lifetime.ts';
import type { Memory } from './health/mutedClusters.ts';

const memoryKey = 'steps.infoShown';

/** `take` is called when a page is shown, and at once where one ever was. */
export function watchInfoStep(
  pages: { readonly isVisible: boolean; readonly onDidChangeVisible: (listener: () => void) => Disposable },
  memory: Memory,
  take: () => void,
): Disposable {
  let isTaken = memory.get<unknown>(memoryKey, false) === true;
  if (isTaken) take();
  const look = (): void => {
    if (isTaken || !pages.isVisible) return;
    isTaken = true;
    void memory.update(memoryKey, true);
    take();
  };
  look();
  return pages.onDidChangeVisible(look);
}
