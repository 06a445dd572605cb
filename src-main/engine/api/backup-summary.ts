/** What would change from one configuration to another, in counts and names. */
import { isDeepStrictEqual } from 'node:util';
import {
  type BackupCollection,
  type BackupSummary,
  backupCollections,
} from '../../../src-shared/contract/backup.ts';
import type { BackupDocument } from './backup-document.ts';

type Change = BackupSummary['collections'][number];

const maxNames = 50;

/** Whose order means something. */
const ordered: readonly BackupCollection[] = ['rules', 'providers'];

type Plain = Record<string, unknown>;

const nameOf = (record: Plain): string => String(record.name ?? record.username ?? record.glob ?? record.id);

/** As JSON has it, and without stamps: what was only touched did not change. */
const contentOf = ({ createdAt: _c, updatedAt: _u, ...record }: Plain): unknown =>
  JSON.parse(JSON.stringify(record));

const changeOf = (collection: BackupCollection, before: Plain[], after: Plain[]): Change => {
  const was = new Map(before.map((record) => [record.id, record]));
  const is = new Map(after.map((record) => [record.id, record]));
  const stays = (list: Plain[]) => list.map(({ id }) => id).filter((id) => was.has(id) && is.has(id));
  const [orderBefore, orderAfter] = [stays(before), stays(after)];
  const isMoved = (id: unknown): boolean =>
    ordered.includes(collection) && orderBefore.indexOf(id) !== orderAfter.indexOf(id);
  const added = after.filter(({ id }) => !was.has(id));
  const removed = before.filter(({ id }) => !is.has(id));
  const changed = after.filter((record) => {
    const old = was.get(record.id);
    return old !== undefined && (!isDeepStrictEqual(contentOf(old), contentOf(record)) || isMoved(record.id));
  });
  const names = (list: Plain[]) => list.slice(0, maxNames).map(nameOf);
  return {
    collection,
    added: added.length,
    changed: changed.length,
    removed: removed.length,
    addedNames: names(added),
    changedNames: names(changed),
    removedNames: names(removed),
  };
};

export const backupChanges = (
  before: BackupDocument,
  after: BackupDocument,
): Pick<BackupSummary, 'collections' | 'settings'> => ({
  collections: backupCollections
    .map((name) => changeOf(name, before[name], after[name]))
    .filter(({ added, changed, removed }) => added + changed + removed > 0),
  settings: Object.keys(after.settings).filter(
    (name) => !isDeepStrictEqual(before.settings[name], after.settings[name]),
  ),
});
