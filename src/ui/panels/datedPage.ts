/** A page of a machine store that was lost: what it last showed, with the time, and nothing that would be claimed of now. */
import type { Translate } from '../../base/text.ts';
import { storeFailureOf, type Snapshot } from '../../model/snapshot.ts';
import type { InfoPage, Table } from '../../protocol/dockerInfo.ts';
import { explainFailure } from '../explain/explainFailure.ts';
import { sentence } from '../explain/explanation.ts';
import { staleWords } from './asOf.ts';

/** The page as it is while the store is there. */
export function datedPage(page: InfoPage, snapshot: Snapshot, t: Translate): InfoPage {
  const { lostAt } = snapshot;
  const failure = storeFailureOf(snapshot);
  if (!lostAt || !failure) return page;
  const told = explainFailure(failure, t);
  const { remedy, actions } = told;
  return {
    ...page,
    level: 'unknown',
    headline:
      failure.kind === 'storeGone' ? t('The machine store has disappeared') : t('The machine store cannot be read'),
    notices: [{ severity: 'error', what: sentence({ ...told, remedy: '' }), remedy, actions }],
    seenAt: lostAt.getTime(),
    isStale: true,
    drawing: undefined,
    tables: page.tables.map(datedTable),
    conditions: [],
    words: { ...page.words, stale: staleWords(told.short, t) },
  };
}

const datedTable = (table: Table): Table => ({
  ...table,
  rows: table.rows.map((row) => ({
    ...row,
    level: 'unknown',
    cells: row.cells.map((cell) => (cell.kind === 'status' ? { ...cell, level: 'unknown' } : cell)),
  })),
});
